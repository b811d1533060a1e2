import type { AccountAdopt, AccountSwitch, AccountUpdate } from '@passerelle/model';
import type { User } from '../client/schemas.ts';
import { attributeOf, isFederated, userById, userPath } from '../client/users.ts';
import { NAME_ATTRIBUTE } from '../config.ts';
import { problem } from '../client/error-of.ts';
import { refuseProtected } from '../protection.ts';
import { takeIntoCare } from './root-group.ts';
import { writeStableId } from './stable-id.ts';
import { accountOf, type Result, type Work } from './working.ts';

const gone: Result = { result: 'superseded', why: 'the account is gone' };

/** Names, address and language of a local account. What the directory says of its people is never written over. */
export async function updateAccount(work: Work, { person, profile, fields }: AccountUpdate): Promise<Result> {
  const { session, call } = work;
  const user = await userById(session, accountOf(work, person), call);
  if (user === null) return gone;
  if (isFederated(user)) return { result: 'superseded', why: "the directory's people are changed in the directory" };
  await refuseProtected(session, user.id, call);
  const wanted: Partial<User> = {};
  if (fields.includes('givenName')) wanted.firstName = profile.givenName;
  if (fields.includes('familyName')) wanted.lastName = profile.familyName;
  if (fields.includes('email')) wanted.email = profile.email ?? '';
  const extra: Record<string, string[]> = {};
  if (fields.includes('language')) extra['locale'] = [profile.language];
  if (fields.includes('displayName')) extra[NAME_ATTRIBUTE] = [profile.displayName];
  const isSame = Object.entries(extra).every(([name, [value]]) => attributeOf(user, name) === value);
  if (isSame && !differs(user, wanted)) return { result: 'already' };
  // The whole representation: a body with attributes but without names would erase them (facts/identity.md §3.2).
  const body = { ...user, ...wanted, attributes: { ...user.attributes, ...extra } };
  await session.api.write({ name: 'change an account', method: 'PUT', path: userPath(user.id), body }, call);
  const written = await userById(session, user.id, call);
  // Attributes that the realm's profile does not keep are no failure: nobody is known by them.
  if (written === null || differs(written, wanted)) {
    throw problem('change an account', 'unexpected-answer', 'the change did not show when read back', {
      retry: 'backoff',
    });
  }
  return { result: 'applied' };
}

const differs = (user: User, { firstName, lastName, email }: Partial<User>): boolean =>
  (firstName ?? user.firstName) !== user.firstName ||
  (lastName ?? user.lastName) !== user.lastName ||
  (email ?? user.email ?? '').toLowerCase() !== (user.email ?? '').toLowerCase();

/** Disabling alone leaves sessions listed, and relying parties keep theirs: first disabled, then logged out (facts/identity.md §3.2). */
export async function switchAccount(work: Work, { person, verb }: AccountSwitch): Promise<Result> {
  const { session, call } = work;
  const user = await userById(session, accountOf(work, person), call);
  if (user === null) return gone;
  await refuseProtected(session, user.id, call);
  const enabled = verb === 'enable';
  const is = user.enabled ?? true;
  if (is !== enabled) {
    // Nothing else in the body: everything else is kept.
    const body = { enabled };
    await session.api.write({ name: `${verb} an account`, method: 'PUT', path: userPath(user.id), body }, call);
  }
  // Also when it was disabled already: an earlier attempt may have died in between.
  if (!enabled) {
    await session.api.write({ name: 'end the sessions', method: 'POST', path: `${userPath(user.id)}/logout` }, call);
  }
  return { result: is === enabled ? 'already' : 'applied' };
}

/** Takes over an account that a person confirmed. */
export async function adoptAccount(work: Work, { person, native }: AccountAdopt): Promise<Result> {
  const { session, call } = work;
  const user = await userById(session, native, call);
  if (user === null) return gone;
  await refuseProtected(session, user.id, call);
  const marks = session.config.claim === 'attribute' || !isFederated(user);
  const wrote = marks && (await writeStableId(work, user, person));
  await takeIntoCare(work, user.id);
  work.accounts.set(person, user.id);
  return { result: wrote ? 'applied' : 'already', native: user.id, ...(marks ? { anchor: person } : {}) };
}
