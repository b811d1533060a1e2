import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sandboxBrowser, type SandboxBrowser } from '../../../apps/sandbox/src/sandbox-browser.ts';
import type { RunningSandbox } from './sandbox-process.ts';

const minute = 60_000;

/** Cookies as `name=value`, as a browser would send them to the server. */
const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What somebody with bad intentions tries on the server's login, doors and forms. Each is refused, and nothing is changed by it. */
export function attacks(running: () => RunningSandbox): void {
  const at = (path: string): string => `${running().server}${path}`;
  const plain = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(at(path), { redirect: 'manual', ...init });
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    plain(path, { method: 'POST', body: new URLSearchParams(fields), headers });

  /** Somebody who is logged in, and the cookie that says so. */
  const member = async (login: string): Promise<{ readonly browser: SandboxBrowser; readonly cookie: string }> => {
    const seen: string[] = [];
    const browser = sandboxBrowser('fr', (response) => seen.push(...response.headers.getSetCookie()));
    const form = await browser.open(at('/'));
    await browser.submit(form, { username: login, password: 'passerelle' });
    const session = seen.findLast((line) => line.startsWith('passerelle=') && !line.includes('Max-Age=0'));
    return { browser, cookie: session?.split(';')[0] ?? '' };
  };
  const isIn = async (cookie: string): Promise<boolean> => (await plain('/', { headers: { cookie } })).status === 200;

  /** Discourse's question, signed as it signs. */
  const question = async (fields: Record<string, string>, secret?: string): Promise<string> => {
    const file = join(running().folder, 'secrets', 'discourse-connect-secret');
    const key = secret ?? (await readFile(file, 'utf8')).trim();
    const sso = Buffer.from(new URLSearchParams(fields).toString()).toString('base64');
    const sig = createHmac('sha256', key).update(sso).digest('hex');
    return `/forum/login?${new URLSearchParams({ sso, sig }).toString()}`;
  };

  it(
    'sends nobody to another site after logging in (open redirect)',
    async () => {
      const { cookie } = await member('nathalie.mbaye');
      expect(await isIn(cookie)).toBe(true);
      for (const to of [
        '//evil.example',
        '/\\evil.example',
        'https://evil.example/',
        '/\t/evil.example',
        '/%5Cevil',
        'javascript:1',
        '',
      ]) {
        const { status, headers } = await plain(`/login?to=${encodeURIComponent(to)}`, { headers: { cookie } });
        expect([to, status]).toEqual([to, 303]);
        const location = new URL(headers.get('location') ?? '', at('/'));
        expect(location.origin, to).toBe(new URL(at('/')).origin);
      }
    },
    minute,
  );

  it(
    'does nothing for a form that did not come from its own page (CSRF)',
    async () => {
      const { cookie } = await member('laetitia.peters');
      for (const path of ['/logout', '/visio/icane/enter', '/visio/icane/links']) {
        expect([path, (await post(path, {}, { cookie })).status]).toEqual([path, 403]);
        expect([path, (await post(path, { csrf: 'x'.repeat(43) }, { cookie })).status]).toEqual([path, 403]);
      }
      expect(await isIn(cookie)).toBe(true);
    },
    minute,
  );

  it(
    'gives a new session at each login, and none that somebody else has put there (session fixation)',
    async () => {
      const planted = `passerelle=${'A'.repeat(43)}`;
      expect((await plain('/', { headers: { cookie: planted } })).status).toBe(303);
      const first = await member('veerle.claes');
      const second = await member('veerle.claes');
      expect(first.cookie).not.toBe(second.cookie);
      expect(first.cookie).not.toContain('AAAA');
      expect((await plain('/', { headers: { cookie: `${first.cookie}; ${planted}` } })).status).toBe(303);
    },
    minute,
  );

  it(
    'takes no answer of the login service that this browser did not ask for (login CSRF, mix-up, replay)',
    async () => {
      const begun = await plain('/login');
      const cookie = cookiesOf(begun);
      const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
      const answer = (query: Record<string, string>, from = cookie) =>
        plain(`/login/callback?${new URLSearchParams(query).toString()}`, { headers: { cookie: from } });
      expect((await answer({ code: 'stolen', state }, '')).status).toBe(400);
      expect((await answer({ code: 'stolen', state: 'of-another' })).status).toBe(400);
      // The attempt was used up by that: the true state comes too late.
      expect((await answer({ code: 'stolen', state })).status).toBe(400);
      const again = await plain('/login');
      const other = new URL(again.headers.get('location') ?? '').searchParams.get('state') ?? '';
      const mixedUp = { code: 'x', state: other, iss: 'https://evil.example/realms/passerelle' };
      expect((await answer(mixedUp, cookiesOf(again))).status).toBe(400);
    },
    minute,
  );

  it(
    'answers no question that the forum did not sign, no other address, and none twice',
    async () => {
      const { cookie } = await member('jurgen.strasser');
      const back = `${running().places.discourse}/session/sso_login`;
      const ask = async (path: string): Promise<Response> => plain(path, { headers: { cookie } });
      const good = await question({ nonce: 'n1', return_sso_url: back });
      expect((await ask(await question({ nonce: 'n0', return_sso_url: back }, 'another secret of 20'))).status).toBe(
        400,
      );
      expect((await ask(good.replace(/sig=[^&]+/, ''))).status).toBe(400);
      expect((await ask(good.replace(/sig=[^&]+/, 'sig='))).status).toBe(400);
      expect((await ask(await question({ nonce: 'n2', return_sso_url: 'https://evil.example/' }))).status).toBe(400);
      expect((await ask(await question({ nonce: 'n3', return_sso_url: `${back}.evil.example` }))).status).toBe(400);
      const first = await ask(good);
      expect([first.status, first.headers.get('location')?.startsWith(`${back}?`)]).toEqual([303, true]);
      expect((await ask(good)).status).toBe(400);
    },
    minute,
  );

  it(
    'believes no told log-out that the login service did not sign (signature stripping, algorithm confusion)',
    async () => {
      const { cookie } = await member('francois.wery');
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: new URL(running().places.login).origin,
        aud: 'passerelle-web',
        iat: now,
        exp: now + 60,
        jti: 'j',
        sub: 'anybody',
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      };
      const unsigned = `${base64({ alg: 'none', typ: 'logout+jwt' })}.${base64(claims)}.`;
      const head = `${base64({ alg: 'HS256', typ: 'logout+jwt' })}.${base64(claims)}`;
      const secret = (await readFile(join(running().folder, 'secrets', 'login-secret'), 'utf8')).trim();
      const confused = `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
      for (const token of [unsigned, confused, '', 'x.y.z'])
        expect((await post('/login/backchannel', { logout_token: token })).status).toBe(400);
      expect(await isIn(cookie)).toBe(true);
    },
    minute,
  );

  it(
    'opens no room to a made-up invitation, and says the same of every one that does not open',
    async () => {
      const answers = await Promise.all(
        ['x', 'A'.repeat(43), '..%2f..', "' or 1=1"].map(async (secret) => {
          const answer = await plain(`/invite/${encodeURIComponent(secret)}`);
          return [answer.status, (await answer.text()).replaceAll(/\/invite\/[^?"]*/g, '')];
        }),
      );
      expect(answers.every(([status]) => status === 404)).toBe(true);
      expect(new Set(answers.map(([, text]) => text)).size).toBe(1);
      expect((await post(`/guest/${'B'.repeat(43)}/enter`, {})).status).toBe(303);
    },
    minute,
  );

  it('tells nobody but the video bridge which rooms there are', async () => {
    for (const authorization of ['', 'Bearer ', 'Bearer wrong', 'Basic eDp5']) {
      const { status } = await post(
        '/jitsi/jitsi/conference',
        { name: 'icane' },
        authorization === '' ? {} : { authorization },
      );
      expect([authorization, status]).toEqual([authorization, 401]);
    }
  });

  it('reads no request that is too large, and says so', async () => {
    const { status } = await post(`/invite/${'A'.repeat(43)}`, { name: 'x'.repeat(100_000) });
    expect(status).toBe(413);
  });

  it(
    'lets its pages hold no script, be framed by nobody, and be kept nowhere',
    async () => {
      const { cookie } = await member('marie.dubois2');
      const { headers } = await plain('/', { headers: { cookie } });
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    },
    minute,
  );
}
