import type { Penalty, User } from '../state.ts';
import { failed, invalidAccess, invalidParameters, json, missingParameter, type Answer } from '../transport/answer.ts';
import { isSilenced, isSuspended } from '../transport/authentication.ts';
import { userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { userById } from './find-user.ts';
import { basicUserById, time } from './user-parts.ts';

const requested = (call: Call, untilName: string): Penalty => {
  for (const name of [untilName, 'reason']) if ((call.params.text(name) ?? '') === '') throw missingParameter(name);
  const until = Date.parse(call.params.text(untilName) ?? '');
  if (Number.isNaN(until) || until <= call.platform.now()) throw invalidParameters(untilName);
  const reason = call.params.text('reason') ?? '';
  if (reason.length > 300) throw invalidParameters('reason');
  return { at: call.platform.now(), until, reason, byUserId: userOf(call).id };
};

/** Staff can be neither suspended nor silenced. */
const target = (call: Call): User => {
  const user = userById(call);
  if (user.admin || user.moderator) throw invalidAccess();
  return user;
};

const already = (call: Call, what: string, penalty: Penalty | null): Error =>
  failed(409, `User was already ${what} by ${nameOf(call, penalty?.byUserId ?? -1)}.`);
const nameOf = (call: Call, id: number): string => call.platform.state.users.get(id)?.username ?? 'system';

const suspend = (call: Call): Answer => {
  const { platform } = call;
  const user = target(call);
  if (isSuspended(platform, user)) throw already(call, 'suspended', user.suspension);
  user.suspension = requested(call, 'suspend_until');
  platform.sessions.endAllOf(user.id);
  return json({
    suspension: {
      suspend_reason: user.suspension.reason,
      full_suspend_reason: user.suspension.reason,
      suspended_till: time(user.suspension.until),
      suspended_at: time(user.suspension.at),
      suspended_by: basicUserById(platform, user.suspension.byUserId),
    },
  });
};

const unsuspend = (call: Call): Answer => {
  target(call).suspension = null;
  return json({ suspension: { suspended_till: null, suspended_at: null } });
};

const silence = (call: Call): Answer => {
  const { platform } = call;
  const user = target(call);
  if (isSilenced(platform, user)) throw already(call, 'silenced', user.silence);
  user.silence = requested(call, 'silenced_till');
  return json({
    silence: {
      silenced: true,
      silence_reason: user.silence.reason,
      full_silence_reason: user.silence.reason,
      silenced_till: time(user.silence.until),
      silenced_at: time(user.silence.at),
      silenced_by: basicUserById(platform, user.silence.byUserId),
    },
  });
};

const unsilence = (call: Call): Answer => {
  target(call).silence = null;
  return json({ unsilence: { silenced: false, silence_reason: null, silenced_till: null, silenced_at: null } });
};

export const penaltyEndpoints: readonly Endpoint[] = [
  { method: 'PUT', pattern: '/admin/users/:id/suspend', action: 'admin/users#suspend', for: 'staff', handle: suspend },
  {
    method: 'PUT',
    pattern: '/admin/users/:id/unsuspend',
    action: 'admin/users#unsuspend',
    for: 'staff',
    handle: unsuspend,
  },
  { method: 'PUT', pattern: '/admin/users/:id/silence', action: 'admin/users#silence', for: 'staff', handle: silence },
  {
    method: 'PUT',
    pattern: '/admin/users/:id/unsilence',
    action: 'admin/users#unsilence',
    for: 'staff',
    handle: unsilence,
  },
];
