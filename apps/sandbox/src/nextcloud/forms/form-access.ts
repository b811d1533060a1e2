import { groupsOf } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import type { OcsCall } from '../transport/ocs-route.ts';
import { formPermissions, type Form, type FormPermission } from './form-state.ts';

/** An edit keeps others from editing for so many seconds (facts §8). */
const LOCK = 900;

export const permissionsIn = (platform: Platform, form: Form, account: Account): readonly FormPermission[] => {
  if (form.owner === account.uid) return formPermissions;
  const groups = new Set(groupsOf(platform.state, account));
  const given = form.shares
    .filter((share) => (share.type === 1 ? groups.has(share.with) : share.with === account.uid))
    .flatMap(({ permissions }) => permissions);
  if (given.length === 0 && form.settings.access.permitAllUsers) return ['submit'];
  return [...new Set(given)];
};

export const isOpen = (platform: Platform, { settings }: Form): boolean =>
  settings.state === 0 && (settings.expires === 0 || settings.expires > platform.seconds());

/** Once each, unless the form allows more; the owner may always. */
export const maySubmit = (form: Form, account: Account): boolean =>
  form.owner === account.uid ||
  form.settings.submitMultiple ||
  form.submissions.every(({ user }) => user !== account.uid);

/** A form that is not there: 404, or 400 for the form's own address. */
export const formOf = (platform: Platform, { path }: OcsCall, status: 400 | 404 = 404): Form => {
  const form = platform.state.forms.forms.find(({ id }) => id === Number(path('form')));
  if (form === undefined) throw new OcsRefusal(status, 'Could not find form');
  return form;
};

/** The form of a call, which its caller may edit; the edit keeps others away for a while. */
export const editedForm = (platform: Platform, call: OcsCall): Form => {
  const form = formOf(platform, call);
  const { uid } = call.caller.account;
  if (!permissionsIn(platform, form, call.caller.account).includes('edit')) {
    throw new OcsRefusal(403, 'User is not allowed to modify the form');
  }
  const isLocked = form.lockedBy !== null && (form.lockedUntil ?? 0) > platform.seconds();
  if (isLocked && form.lockedBy !== uid) throw new OcsRefusal(403, 'Form is currently locked by another user');
  form.lockedBy = uid;
  form.lockedUntil = platform.seconds() + LOCK;
  form.updated = platform.seconds();
  return form;
};

export const mayCreateForms = (platform: Platform, account: Account): boolean => {
  const { restrictCreation, creationAllowedGroups } = platform.state.forms.settings;
  return !restrictCreation || groupsOf(platform.state, account).some((gid) => creationAllowedGroups.includes(gid));
};
