import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';

const SESSION = 'nc_sandbox_session';
const FLOW = 'nc_sandbox_login';
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax';

/** Browsers share cookies between the ports of a host; two stand-ins must not log each other's people out. */
const nameFor = (req: Request, name: string): string => `${name}_${req.get('host')?.split(':').at(-1) ?? ''}`;

const cookie = (req: Request, name: string): string | undefined => {
  for (const part of (req.get('cookie') ?? '').split(/;\s*/)) {
    const [key, value] = part.split('=', 2);
    if (key === nameFor(req, name) && value !== undefined && value !== '') return value;
  }
  return undefined;
};

/** Sessions of browsers, in memory only: a restart logs everybody out. */
export interface WebSessions {
  begin(res: Response, account: Account): void;
  /** The account of the browser's session; the session ends when the account has gone or is disabled. */
  current(req: Request): { readonly account: Account } | { readonly ended: 'disabled' } | null;
  end(req: Request, res: Response): void;
}

export const webSessions = (platform: Platform): WebSessions => {
  const sessions = new Map<string, string>();
  return {
    begin: (res, account) => {
      const token = randomBytes(32).toString('base64url');
      sessions.set(token, account.uid);
      account.lastLogin = platform.seconds();
      if (account.firstLogin === 0) account.firstLogin = account.lastLogin;
      platform.changed();
      res.append('Set-Cookie', `${nameFor(res.req, SESSION)}=${token}; ${ATTRIBUTES}`);
    },
    current: (req) => {
      const token = cookie(req, SESSION);
      const uid = token === undefined ? undefined : sessions.get(token);
      if (token === undefined || uid === undefined) return null;
      const account = findAccount(platform.state, uid);
      if (account?.enabled === true) return { account };
      sessions.delete(token);
      return account === undefined ? null : { ended: 'disabled' };
    },
    end: (req, res) => {
      const token = cookie(req, SESSION);
      if (token !== undefined) sessions.delete(token);
      res.append('Set-Cookie', `${nameFor(req, SESSION)}=; Max-Age=0; ${ATTRIBUTES}`);
    },
  };
};

/** Binds a login through the provider to the browser that began it. */
export const rememberFlow = (res: Response, state: string): void => {
  res.append('Set-Cookie', `${nameFor(res.req, FLOW)}=${state}; Max-Age=600; ${ATTRIBUTES}`);
};
export const rememberedFlow = (req: Request): string | undefined => cookie(req, FLOW);
