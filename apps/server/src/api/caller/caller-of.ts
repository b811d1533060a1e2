import { myCommunities, type MyCommunity } from '@passerelle/engine';
import { foldAddress, isPersonId, type Person } from '@passerelle/model';
import { findPerson, findPeopleByAddress } from '@passerelle/store';
import type { Request, Response } from 'express';
import { loggedIn } from '../../login/logged-in.ts';
import { csrfToken, isCsrfToken } from '../../login/secrets.ts';
import type { Web } from '../../web/web.ts';
import { Problem } from '../problem/problem.ts';
import type { BearerReader } from './bearer.ts';
import type { Caller, Known } from './caller.ts';

const changesNothing = new Set(['GET', 'HEAD']);

/**
 * Who asks: by the access token that they send, otherwise by the cookie of their login. A browser's changes bring along what only our own pages can read.
 * @throws Problem, LoginServiceDown
 */
export async function callerOf(web: Web, bearer: BearerReader, request: Request, response: Response): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new Problem('token-refused');
    const id = (await bearer.read(token)).toLowerCase();
    const person = isPersonId(id) ? await findPerson(web.engine.store, id) : null;
    if (person?.state !== 'active') throw new Problem('token-refused');
    return known(web, person, null);
  }
  const who = await loggedIn(web, request, response);
  if (who === null) return { kind: 'nobody' };
  if (!changesNothing.has(request.method) && !isCsrfToken(who.secret, request.headers['x-csrf-token']))
    throw new Problem('forged');
  return known(web, who.person, csrfToken(who.secret));
}

async function known(web: Web, person: Person, csrf: string | null): Promise<Known> {
  let mine: Promise<readonly MyCommunity[]> | undefined;
  return {
    kind: 'known',
    person,
    csrf,
    isAdministrator: await isNamed(web, person, web.options.administrators ?? []),
    isAuditor: await isNamed(web, person, web.options.auditors ?? []),
    mine: () => (mine ??= myCommunities(web.engine, person.id)),
  };
}

/** An address that several people have names nobody. */
async function isNamed({ engine }: Web, { id, email }: Person, addresses: readonly string[]): Promise<boolean> {
  if (email === null || !addresses.some((address) => foldAddress(address) === foldAddress(email))) return false;
  const people = await findPeopleByAddress(engine.store, email);
  return people.length === 1 && people[0]?.id === id;
}
