import { describe, expect, it } from 'vitest';
import { field, numberAt, PROVIDER, SECRET, session, signed } from '../test-session.ts';
import { signature } from './payload.ts';

const ada = { external_id: 'p-1', email: 'Ada@example.org', username: 'ada', name: 'Ada Lovelace' };

describe('sync_sso (facts §2)', () => {
  it('makes an account, finds it again by its external id, and answers it unwrapped', async () => {
    const { sync, api } = await session();
    const made = await sync(ada);
    expect(made.body).toMatchObject({
      username: 'ada',
      name: 'Ada Lovelace',
      active: true,
      single_sign_on_record: { external_id: 'p-1', external_email: 'Ada@example.org' },
    });
    const again = await sync({ ...ada, email: 'other@example.org', username: 'other', name: 'Other' });
    // Without the site's overrides another address, login or name is ignored in silence.
    expect(again.body).toMatchObject({ id: field(made.body, 'id'), username: 'ada', name: 'Ada Lovelace' });
    expect((await api('GET', '/u/ada/emails')).body).toMatchObject({ email: 'ada@example.org' });
  });

  it('takes over what the site lets it override, and refuses an address that another has', async () => {
    const settings = { authOverridesEmail: true, authOverridesName: true, authOverridesUsername: true };
    const { sync, api } = await session({ settings });
    await sync(ada);
    await sync({ external_id: 'p-2', email: 'bob@example.org', username: 'bob' });
    const changed = await sync({ ...ada, email: 'lovelace@example.org', username: 'lovelace', name: 'A. Lovelace' });
    expect(changed.body).toMatchObject({ username: 'lovelace', name: 'A. Lovelace' });
    expect((await api('GET', '/u/lovelace/emails')).body).toMatchObject({ email: 'lovelace@example.org' });
    const taken = await sync({ ...ada, email: 'bob@example.org' });
    expect([taken.status, field(taken.body, 'message')]).toEqual([
      403,
      'Validation failed: Primary email has already been taken',
    ]);
  });

  it('sanitises logins and puts a number behind those that are taken or reserved', async () => {
    const { sync, group } = await session();
    await group('cop-a');
    const name = async (username: string, at: string): Promise<unknown> =>
      field((await sync({ external_id: at, email: `${at}@example.org`, username })).body, 'username');
    expect(await name('Hokli$$!!', 'a')).toBe('Hokli');
    expect(await name('hokli', 'b')).toBe('hokli1');
    expect(await name('Élodie Ñandú', 'c')).toBe('Elodie_Nandu');
    expect(await name('admin', 'd')).toBe('admin1');
    expect(await name('cop-a', 'e')).toBe('cop-a1');
    expect(await name('nineteen-chars-long_-x', 'f')).toBe('nineteen-chars-long');
    expect(await name('ab', 'g')).toBe('ab1');
  });

  it('hands an account over to whoever comes with its address, unless activation is required', async () => {
    const { sync, api } = await session();
    const id = field((await sync(ada)).body, 'id');
    const refused = await sync({ external_id: 'p-2', email: 'ada@example.org', require_activation: 'true' });
    expect([refused.status, field(refused.body, 'failed')]).toEqual([403, 'FAILED']);
    expect((await sync({ external_id: 'p-2', email: 'ada@example.org' })).body).toMatchObject({ id });
    expect((await api('GET', '/u/by-external/p-1')).status).toBe(404);
    const waiting = await sync({
      external_id: 'p-3',
      email: 'eve@example.org',
      username: 'eve',
      require_activation: 'true',
    });
    expect(waiting.body).toMatchObject({ active: false });
  });

  it('wakes a deactivated account, and leaves a suspended one suspended', async () => {
    const { sync, api } = await session();
    const id = numberAt((await sync(ada)).body, 'id');
    await api('PUT', `/admin/users/${id}/deactivate`);
    expect((await sync(ada)).body).toMatchObject({ active: true });
    await api('PUT', `/admin/users/${id}/suspend`, { suspend_until: '2099-01-01', reason: 'left' });
    expect((await sync(ada)).body).toMatchObject({ suspended: true });
  });

  it('adds and removes groups by name, passes over unknown and automatic ones, and needs exact booleans', async () => {
    const { sync, api, group } = await session();
    await group('Cop-A');
    await group('cop-b');
    await sync({ ...ada, add_groups: 'cop-a,cop-b,unknown,admins', admin: '1' });
    const names = async (): Promise<unknown> => {
      const groups = field((await api('GET', '/u/ada')).body, 'user', 'groups');
      return Array.isArray(groups) ? groups.map((each: unknown) => field(each, 'name')) : null;
    };
    expect(await names()).toEqual(['trust_level_0', 'Cop-A', 'cop-b']);
    await sync({ ...ada, remove_groups: 'cop-a', admin: 'true' });
    expect(await names()).toEqual(['admins', 'staff', 'trust_level_0', 'cop-b']);
  });

  it('empties every membership where groups are overridden and none are named', async () => {
    const { sync, server, person, group } = await session();
    await group('cop-a');
    await person('alice', 'cop-a');
    server.settings.discourseConnectOverridesGroups = true;
    await sync({ external_id: 'id-of-alice', add_groups: 'cop-a' });
    expect([...server.state.groups.values()].find(({ name }) => name === 'cop-a')?.members.size).toBe(0);
  });

  it('refuses what the real one refuses, each in its own way', async () => {
    const { api, sync, call, server } = await session();
    expect((await api('POST', '/admin/users/sync_sso', { ...signed(ada), sig: 'x' })).body).toMatchObject({
      message: 'Login Error',
    });
    // A `~` that was not encoded gives a plus sign in base64, which the second parsing turns into a space.
    const sso = Buffer.from('external_id=p-1&username=a~~~b&email=a%40b.org').toString('base64');
    expect(sso).toContain('+');
    const plus = await call('POST', '/admin/users/sync_sso.json', { form: { sso, sig: signature(SECRET, sso) } });
    expect(plus.status).toBe(422);
    expect((await sync({ email: 'x@example.org' })).status).toBe(422);
    expect((await sync({ external_id: 'null', email: 'x@example.org' })).status).toBe(500);
    const none = await sync({ external_id: 'p-9', username: 'x' });
    expect([none.status, field(none.body, 'message')]).toEqual([
      403,
      "Validation failed: Primary email can't be blank",
    ]);
    server.settings.enableDiscourseConnect = false;
    const off = await sync(ada);
    expect([off.status, off.text]).toEqual([404, '']);
  });

  it('puts newcomers into the approval queue where the site approves everybody', async () => {
    const { sync } = await session({ settings: { mustApproveUsers: true } });
    expect((await sync(ada)).body).toMatchObject({ approved: false });
  });
});

describe('logging in (facts §2)', () => {
  const begin = async (browser: (path: string) => Promise<{ location: string }>) => {
    const { location } = await browser('/session/sso?return_path=/c/general/4');
    const url = new URL(location);
    const sso = url.searchParams.get('sso') ?? '';
    expect(location.startsWith(`${PROVIDER}?sso=`)).toBe(true);
    expect(url.searchParams.get('sig')).toBe(signature(SECRET, sso));
    const asked = new URLSearchParams(Buffer.from(sso, 'base64').toString());
    return (fields: Readonly<Record<string, string>>): string => {
      const query = new URLSearchParams(signed({ ...fields, nonce: asked.get('nonce') ?? '' }));
      return `/session/sso_login?${query.toString()}`;
    };
  };
  const browserOf = (base: string) => {
    let cookie = '';
    return async (path: string, init: RequestInit = {}) => {
      const response = await fetch(base + path, {
        ...init,
        redirect: 'manual',
        headers: { cookie, ...Object.fromEntries(new Headers(init.headers)) },
      });
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
      return { status: response.status, location: response.headers.get('location') ?? '', text: await response.text() };
    };
  };

  it('goes to the provider and back, once per nonce and only in the browser that began it', async () => {
    const { server } = await session();
    const visit = browserOf(server.url);
    const answer = (await begin(visit))(ada);
    expect((await browserOf(server.url)(answer)).status).toBe(419);
    expect(await visit(answer)).toMatchObject({ status: 302, location: '/c/general/4' });
    expect((await visit('/session/current.json')).text).toContain('"username":"ada"');
    expect((await visit(answer)).status).toBe(419);
    expect((await visit(`${answer.slice(0, -1)}x`)).status).toBe(422);
  });

  it('gives the group that the login carries, keeps suspended people out, and ends sessions at once', async () => {
    const { server, group, api } = await session();
    await group('cop-a');
    const visit = browserOf(server.url);
    await visit((await begin(visit))({ ...ada, add_groups: 'cop-a' }));
    const id = numberAt((await api('GET', '/groups/cop-a/members')).body, 'members', 0, 'id');
    await api('POST', `/admin/users/${id}/log_out`);
    expect((await visit('/session/current.json')).status).toBe(404);
    await visit((await begin(visit))(ada));
    await api('PUT', `/admin/users/${id}/suspend`, { suspend_until: '2099-01-01', reason: 'left' });
    expect((await visit('/session/current.json')).status).toBe(404);
    expect(await visit((await begin(visit))(ada))).toMatchObject({
      status: 403,
      text: expect.stringContaining('suspendu') as unknown,
    });
  });

  it('takes writes of a session only with its token against forged requests, and logs out where the site says', async () => {
    const { server } = await session({ settings: { logoutRedirect: 'https://login.example/end' } });
    const visit = browserOf(server.url);
    await visit((await begin(visit))(ada));
    expect((await visit('/session/ada.json', { method: 'DELETE' })).status).toBe(403);
    const csrf = /"csrf":"([^"]+)"/.exec((await visit('/session/csrf.json')).text)?.[1] ?? '';
    const out = await visit('/session/ada.json', { method: 'DELETE', headers: { 'x-csrf-token': csrf } });
    expect(out.text).toBe('{"redirect_url":"https://login.example/end"}');
    expect((await visit('/session/current.json')).status).toBe(404);
  });

  it('is not there at all where DiscourseConnect is off', async () => {
    const { call } = await session({ settings: { enableDiscourseConnect: false } });
    expect((await call('GET', '/session/sso', { key: null, as: null })).status).toBe(404);
  });
});
