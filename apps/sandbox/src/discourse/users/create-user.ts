import type { Platform } from '../platform.ts';
import type { User } from '../state.ts';
import { json, missingParameter, notCovered, notLoggedIn, type Answer } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { joinByDomain } from '../groups/membership.ts';
import { addUser, isEmail } from './new-user.ts';
import { setExternalIds } from './external-ids.ts';
import { isReserved, usernameProblem } from './username-rules.ts';

const SHORTEST_PASSWORD = 10;

const ACTIVATED = '<p>Your account is activated and ready to use.</p>';
const almostDone = (email: string): string =>
  `<p>You’re almost done! We sent an activation mail to <b>${email.replaceAll('<', '&lt;')}</b>.</p>`;

/** 200 although nothing was made: that is how the real controller refuses (facts §3). */
const refused = (message: string, errors: Record<string, string[]>, values: object): Answer =>
  json({ success: false, message, errors, values, is_developer: false });

const adopt = (platform: Platform, staged: User, call: Call, active: boolean): User => {
  staged.username = call.params.text('username') ?? staged.username;
  staged.name = call.params.text('name') ?? staged.name;
  staged.staged = false;
  staged.active = active;
  platform.accounts.refresh(staged);
  joinByDomain(platform, staged);
  return staged;
};

const create = (call: Call): Answer => {
  const { params, platform } = call;
  if (call.caller.user === null) {
    // Strangers sign up on a page with a challenge in it; this server has no such page.
    throw platform.settings.enableDiscourseConnect ? notLoggedIn() : notCovered('signing up by oneself');
  }
  for (const name of ['email', 'username']) if (!params.has(name)) throw missingParameter(name);
  if (params.has('user_fields')) throw notCovered('user_fields');
  const [email, username] = [params.text('email') ?? '', params.text('username') ?? ''];
  const name = params.text('name') ?? null;
  const values = { name, username, email };
  if (isReserved(username)) return json({ success: false, message: 'That username is not allowed.' });

  const holder = platform.accounts.byEmail(email);
  const staged = holder?.staged === true ? holder : undefined;
  const errors: Record<string, string[]> = {};
  if (!isEmail(email)) errors['email'] = ['is invalid.'];
  else if (holder !== undefined && staged === undefined) {
    if (platform.settings.hideEmailAddressTaken) {
      return json({ success: true, active: false, message: almostDone(email) });
    }
    errors['email'] = ['has already been taken'];
  }
  const problem = usernameProblem(platform, username, staged?.id);
  if (problem !== null) errors['username'] = [problem];
  const password = params.text('password');
  if (password !== undefined && password.length < SHORTEST_PASSWORD) {
    errors['password'] = [`is too short (minimum is ${SHORTEST_PASSWORD} characters)`];
  }
  if (password === undefined && !params.has('external_ids')) errors['password'] = ["can't be blank"];
  const messages = Object.entries(errors).flatMap(([field, texts]) =>
    texts.map(
      (text) =>
        `${field === 'email' ? 'Primary email' : field.replace(/^./, (letter) => letter.toUpperCase())} ${text}`,
    ),
  );
  if (messages.length > 0) return refused(messages.join('\n'), errors, values);

  // Only an administrator's key may say that the account is confirmed and approved.
  const byAdmin = call.caller.kind === 'api' && call.caller.user.admin;
  const active = byAdmin && params.flag('active') === true;
  const approved = !platform.settings.mustApproveUsers || (byAdmin && params.flag('approved') === true);
  const user =
    staged === undefined
      ? addUser(platform, { username, name, email: email.toLowerCase(), active, approved })
      : adopt(platform, staged, call, active);
  if (byAdmin) setExternalIds(platform, user, params.nested('external_ids'));
  return json({ success: true, active, message: active ? ACTIVATED : almostDone(email), user_id: user.id });
};

export const createUserEndpoints: readonly Endpoint[] = [
  { method: 'POST', pattern: '/users', action: 'users#create', handle: create },
];
