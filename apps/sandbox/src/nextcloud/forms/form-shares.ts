import { Router } from 'express';
import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';
import { formOf } from './form-access.ts';
import { formShareAnswer } from './form-answer.ts';
import { formPermissions, type Form, type FormPermission, type FormShare } from './form-state.ts';

const BASE = '/apps/forms/api/v3/forms/:form/shares';
const app = 'forms' as const;

const checkedPermissions = (given: readonly unknown[]): FormPermission[] => {
  const known = given.flatMap((each) => formPermissions.find((permission) => permission === each) ?? []);
  if (known.length !== given.length) throw new OcsRefusal(400, 'Invalid permission given');
  return known;
};

/** Whom a form is shared with. Sharing twice makes two shares; a group that is not there is refused (facts §8). */
export const formShares = (platform: Platform): Router => {
  const router = Router();
  const { state } = platform;
  const ownForm = (call: OcsCall): Form => {
    const form = formOf(platform, call);
    if (form.owner !== call.caller.account.uid) {
      throw new OcsRefusal(403, 'This form is not owned by the current user');
    }
    return form;
  };
  const shareOf = (form: Form, { path }: OcsCall): FormShare => {
    const share = form.shares.find(({ id }) => id === Number(path('share')));
    if (share === undefined) throw new OcsRefusal(404, 'Could not find share');
    return share;
  };
  router.post(
    BASE,
    ocsRoute(platform, { app, success: 201 }, (call) => {
      const form = ownForm(call);
      const type = call.values.integer('shareType');
      const name = call.values.text('shareWith') ?? '';
      if (type !== 0 && type !== 1) throw new OcsRefusal(400, `this stand-in does not serve shares of type ${type}`);
      if (type === 1 && !state.groups.has(name)) throw new OcsRefusal(400, 'Invalid group to share with');
      if (type === 0 && findAccount(state, name) === undefined) {
        throw new OcsRefusal(400, 'Invalid user to share with');
      }
      const given = call.values.list('permissions');
      const permissions = checkedPermissions(given.length === 0 ? ['submit'] : given);
      const share: FormShare = { id: state.forms.next.share++, type, with: name, permissions };
      form.shares.push(share);
      return formShareAnswer(platform, form, share);
    }),
  );
  router.patch(
    `${BASE}/:share`,
    ocsRoute(platform, { app }, (call) => {
      const form = ownForm(call);
      const share = shareOf(form, call);
      const given = call.values.value('keyValuePairs');
      const pairs: Record<string, unknown> = typeof given === 'object' && given !== null ? { ...given } : {};
      const { permissions, ...others } = pairs;
      if (!Array.isArray(permissions) || Object.keys(others).length > 0) {
        throw new OcsRefusal(403, 'Not allowed to update other properties than permissions');
      }
      share.permissions = checkedPermissions(permissions);
      return share.id;
    }),
  );
  router.delete(
    `${BASE}/:share`,
    ocsRoute(platform, { app }, (call) => {
      const form = ownForm(call);
      const share = shareOf(form, call);
      form.shares.splice(form.shares.indexOf(share), 1);
      return share.id;
    }),
  );
  return router;
};
