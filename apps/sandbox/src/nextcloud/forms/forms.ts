import { createHash } from 'node:crypto';
import { Router } from 'express';
import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';
import { editedForm, formOf, mayCreateForms, permissionsIn } from './form-access.ts';
import { formAnswer, partialFormAnswer } from './form-answer.ts';
import { formSettingsSchema, type Form } from './form-state.ts';

const BASE = '/apps/forms/api/v3/forms';
const app = 'forms' as const;
/** Fields that a call may not set; the owner is handed on by a call of its own. */
const FIXED = ['id', 'hash', 'created', 'lastUpdated', 'lockedBy', 'lockedUntil'];

const newForm = (platform: Platform, owner: string): Form => {
  const id = platform.state.forms.next.form++;
  return {
    id,
    hash: createHash('sha256').update(`form ${id}`).digest('hex').slice(0, 16),
    owner,
    created: platform.seconds(),
    updated: platform.seconds(),
    lockedBy: null,
    lockedUntil: null,
    settings: {
      title: '',
      description: '',
      expires: 0,
      isAnonymous: false,
      submitMultiple: false,
      allowEditSubmissions: false,
      showExpiration: false,
      allowComments: false,
      submissionMessage: null,
      maxSubmissions: null,
      state: 0,
      access: { permitAllUsers: false, showToAllUsers: false },
    },
    questions: [],
    shares: [],
    submissions: [],
  };
};

const pairsOf = ({ values }: OcsCall): Record<string, unknown> => {
  const given = values.value('keyValuePairs');
  return typeof given === 'object' && given !== null ? { ...given } : {};
};

/** Forms themselves: made, listed, read, set, handed on by their owner, deleted. */
export const forms = (platform: Platform): Router => {
  const router = Router();
  const { state } = platform;
  router.get(
    BASE,
    ocsRoute(platform, { app }, ({ caller, values }) => {
      const { account } = caller;
      const type = values.text('type') ?? 'owned';
      if (type !== 'owned' && type !== 'shared') throw new OcsRefusal(400, 'wrong form type supplied');
      const isListed = (form: Form): boolean =>
        type === 'owned'
          ? form.owner === account.uid
          : form.owner !== account.uid && permissionsIn(platform, form, account).length > 0;
      return state.forms.forms.filter(isListed).map((form) => partialFormAnswer(platform, form, account));
    }),
  );
  router.post(
    BASE,
    ocsRoute(platform, { app, success: 201 }, ({ caller }) => {
      if (!mayCreateForms(platform, caller.account)) {
        throw new OcsRefusal(403, 'The user is not allowed to create forms');
      }
      const form = newForm(platform, caller.account.uid);
      state.forms.forms.push(form);
      return formAnswer(platform, form, caller.account);
    }),
  );
  router.get(
    `${BASE}/:form`,
    ocsRoute(platform, { app }, (call) => {
      const { account } = call.caller;
      const form = formOf(platform, call, 400);
      if (permissionsIn(platform, form, account).length === 0) {
        throw new OcsRefusal(403, 'User has no permissions to get this form');
      }
      return formAnswer(platform, form, account);
    }),
  );
  router.patch(
    `${BASE}/:form`,
    ocsRoute(platform, { app }, (call) => {
      const form = editedForm(platform, call);
      const pairs = pairsOf(call);
      const keys = Object.keys(pairs);
      if (keys.length === 0 || keys.some((key) => FIXED.includes(key))) {
        throw new OcsRefusal(403, 'Not allowed to update these properties');
      }
      if ('ownerId' in pairs) {
        if (keys.length > 1 || form.owner !== call.caller.account.uid) {
          throw new OcsRefusal(403, 'Only the owner hands a form on, and nothing else in the same call');
        }
        const account = findAccount(state, String(pairs['ownerId']));
        if (account === undefined) throw new OcsRefusal(400, 'Could not find new form owner');
        form.owner = account.uid;
        form.lockedBy = null;
        form.lockedUntil = null;
        return form.owner;
      }
      const after = formSettingsSchema.strict().safeParse({ ...form.settings, ...pairs });
      // A key that it does not know makes the real app break (facts §8).
      if (!after.success) throw new OcsRefusal(500, 'Internal Server Error');
      form.settings = after.data;
      return form.id;
    }),
  );
  router.delete(
    `${BASE}/:form`,
    ocsRoute(platform, { app }, (call) => {
      const form = formOf(platform, call);
      if (form.owner !== call.caller.account.uid) {
        throw new OcsRefusal(403, 'This form is not owned by the current user');
      }
      state.forms.forms = state.forms.forms.filter((each) => each !== form);
      return form.id;
    }),
  );
  return router;
};
