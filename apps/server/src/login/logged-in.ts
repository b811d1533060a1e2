import type { Person } from '@passerelle/model';
import { confirmLoginSession, endLoginSession, findLoginSession, findPerson } from '@passerelle/store';
import type { Request, Response } from 'express';
import type { Web } from '../web/web.ts';
import { seal, unseal, type KeptLogin } from './secrets.ts';

/** Somebody who has logged in. */
export interface LoggedIn {
  readonly person: Person;
  /** What their cookie holds: never to be shown. */
  readonly secret: string;
  readonly kept: KeptLogin;
}

/** The login service cannot be asked, and was last asked too long ago. */
export class LoginServiceDown extends Error {
  constructor(cause: unknown) {
    super('the login service cannot be asked', { cause });
    this.name = 'LoginServiceDown';
  }
}

/** Milliseconds after which the login service is asked again whether a login holds. */
const confirmEvery = 60_000;
/** Milliseconds for which its last word is enough when it cannot be asked. */
const enough = 600_000;

/**
 * Who this browser belongs to; null: nobody has logged in, or no longer. At every click the store says whether the person may still come in, and every
 * minute the login service whether their login still holds.
 * @throws LoginServiceDown
 */
export async function loggedIn(web: Web, request: Request, response: Response): Promise<LoggedIn | null> {
  const { engine, service, session: cookie } = web;
  const { store } = engine;
  const secret = cookie.read(request);
  if (secret === null) return null;
  const session = await findLoginSession(store, secret);
  if (session === null) {
    cookie.clear(response);
    return null;
  }
  let kept = unseal(secret, session.sealed);
  const age = engine.now() - session.confirmedAt.getTime();
  if (age > confirmEvery && kept.refreshToken !== null) {
    try {
      const again = await service.refresh(kept.refreshToken, kept.idToken);
      if (again === null || again.subject !== session.subject) {
        await endLoginSession(store, secret);
        cookie.clear(response);
        return null;
      }
      const { idToken, email, emailVerified } = again;
      kept = { idToken, refreshToken: again.refreshToken ?? kept.refreshToken, email, emailVerified };
      await confirmLoginSession(store, secret, seal(secret, kept));
    } catch (error) {
      if (age > enough) throw new LoginServiceDown(error);
      engine.logger.warn({ error: String(error) }, 'the login service could not be asked whether a login holds');
    }
  }
  const person = await findPerson(store, session.person);
  return person === null ? null : { person, secret, kept };
}
