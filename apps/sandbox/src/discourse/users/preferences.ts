import type { User } from '../state.ts';
import {
  invalidAccess,
  json,
  missingParameter,
  notCovered,
  Refusal,
  success,
  unprocessable,
  type Answer,
} from '../transport/answer.ts';
import { isStaff, userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { setExternalIds } from './external-ids.ts';
import { userByName } from './find-user.ts';
import { isEmail } from './new-user.ts';
import { userAnswer } from './user-answer.ts';
import { usernameProblem } from './username-rules.ts';

/** The person themselves or staff; nobody but administrators touches an administrator. */
const editable = (call: Call): User => {
  const user = userByName(call);
  const caller = userOf(call);
  if (caller.id === user.id || caller.admin) return user;
  if (!isStaff(caller) || user.admin) throw invalidAccess();
  return user;
};

const username = (call: Call): Answer => {
  const user = editable(call);
  const wanted = call.params.text('new_username');
  if (wanted === undefined || wanted === '') throw missingParameter('new_username');
  if (call.platform.settings.authOverridesUsername)
    throw unprocessable('You can only change your username where you log in.');
  const problem = usernameProblem(call.platform, wanted, user.id);
  if (problem !== null) throw unprocessable(`Username ${problem}`);
  user.username = wanted;
  call.platform.accounts.refresh(user);
  return json({ id: user.id, username: user.username });
};

/** Only sends a mail to confirm: the address stays what it was until somebody clicks in that mail (facts §3). */
const email = (call: Call): Answer => {
  const user = editable(call);
  const wanted = call.params.text('email');
  if (wanted === undefined) throw missingParameter('email');
  const { authOverridesEmail, emailEditable } = call.platform.settings;
  if (authOverridesEmail || !emailEditable) throw invalidAccess();
  if (!call.platform.emailChanges.take(user.id)) {
    throw new Refusal(json({ errors: ["You're changing this address too often, please wait."] }, 422));
  }
  if (!isEmail(wanted)) throw unprocessable('Email is invalid.');
  const holder = call.platform.accounts.byEmail(wanted);
  if (holder !== undefined && !call.platform.settings.hideEmailAddressTaken) {
    throw unprocessable('Email has already been taken');
  }
  return success();
};

/** Fields of `PUT /u/{username}` that this server knows; whatever else is asked for is refused. */
const UPDATABLE = new Set(['username', 'name', 'locale', 'website', 'location', 'bio_raw', 'external_ids']);

const update = (call: Call): Answer => {
  const { params, platform } = call;
  const user = editable(call);
  const unknown = params.names().find((name) => !UPDATABLE.has(name));
  if (unknown !== undefined) throw notCovered(`PUT /u/{username} with ${unknown}`);
  if (params.has('external_ids')) {
    if (!userOf(call).admin || call.caller.kind !== 'api') throw invalidAccess();
    setExternalIds(platform, user, params.nested('external_ids'));
  }
  // Where the login decides the name, another one is ignored.
  if (params.has('name') && !platform.settings.authOverridesName) user.name = params.text('name') ?? null;
  if (params.has('locale')) user.locale = params.text('locale') ?? null;
  if (params.has('website')) user.website = params.text('website') ?? null;
  if (params.has('location')) user.location = params.text('location') ?? null;
  if (params.has('bio_raw')) user.bio = params.text('bio_raw') ?? null;
  return success({ ...pick(userAnswer(platform, user, userOf(call))) });
};

const pick = (answer: object): object => ({ user: 'user' in answer ? answer.user : {} });

export const preferenceEndpoints: readonly Endpoint[] = [
  { method: 'PUT', pattern: '/u/:username', action: 'users#update', for: 'user', handle: update },
  { method: 'PUT', pattern: '/users/:username', action: 'users#update', for: 'user', handle: update },
  {
    method: 'PUT',
    pattern: '/u/:username/preferences/username',
    action: 'users#username',
    for: 'user',
    handle: username,
  },
  {
    method: 'PUT',
    pattern: '/u/:username/preferences/email',
    action: 'users_email#update',
    for: 'user',
    handle: email,
  },
];
