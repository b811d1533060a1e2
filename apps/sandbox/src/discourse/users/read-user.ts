import { invalidAccess, json, notFound, type Answer } from '../transport/answer.ts';
import { isStaff, userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { adminUser } from './admin-user-answer.ts';
import { userById, userByName } from './find-user.ts';
import { userAnswer } from './user-answer.ts';

const show = (call: Call): Answer => {
  const user = userByName(call);
  // Inactive and unapproved people are shown to staff only.
  if ((!user.active || user.staged) && !isStaff(call.caller.user)) throw notFound();
  return json(userAnswer(call.platform, user, call.caller.user));
};

const byExternal = (call: Call): Answer => {
  const user = call.platform.accounts.byExternalId(call.path('external_id'));
  if (user === undefined) throw notFound();
  return json(userAnswer(call.platform, user, call.caller.user));
};

const byProvider = (call: Call): Answer => {
  if (call.caller.user?.admin !== true) throw invalidAccess();
  const [provider, id] = [call.path('external_provider'), call.path('external_id')];
  const user = [...call.platform.state.users.values()].find((each) => each.otherIds[provider] === id);
  if (user === undefined) throw notFound();
  return json(userAnswer(call.platform, user, call.caller.user));
};

const emails = (call: Call): Answer => {
  const user = userByName(call);
  if (!isStaff(call.caller.user) && call.caller.user?.id !== user.id) throw invalidAccess();
  return json({ email: user.email, secondary_emails: [], unconfirmed_emails: [], associated_accounts: [] });
};

export const readUserEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/u/:username', action: 'users#show', handle: show },
  { method: 'GET', pattern: '/users/:username', action: 'users#show', handle: show },
  { method: 'GET', pattern: '/u/by-external/:external_id', action: 'users#show', handle: byExternal },
  {
    method: 'GET',
    pattern: '/u/by-external/:external_provider/:external_id',
    action: 'users#show',
    handle: byProvider,
  },
  { method: 'GET', pattern: '/u/:username/emails', action: 'users#check_emails', for: 'user', handle: emails },
  {
    method: 'GET',
    pattern: '/admin/users/:id',
    action: 'admin/users#show',
    for: 'staff',
    handle: (call) => json(adminUser(call.platform, userById(call), userOf(call))),
  },
];
