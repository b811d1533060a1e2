import { describe, expect, it } from 'vitest';
import { ADMIN, SERVICE, asAdmin, field, handClock, keysOf, secretOf, session } from '../test-session.ts';

const wrong = { login: ADMIN.login, secret: 'wrong' };

describe('how calls are let in (facts §1)', () => {
  it('refuses a call without OCS-APIRequest with 412, not in OCS form', async () => {
    const { call } = await session();
    const answer = await call('GET', '/ocs/v2.php/cloud/users', { headers: { 'ocs-apirequest': '' } });
    expect([answer.http, answer.body]).toEqual([412, { message: 'CSRF check failed' }]);
  });

  it('takes password, app password and Bearer app password', async () => {
    const { call } = await session();
    for (const as of [asAdmin, { login: SERVICE.login, secret: SERVICE.appPassword }, 'bearer'] as const) {
      expect((await call('GET', '/ocs/v2.php/cloud/users', { as })).http).toBe(200);
    }
  });

  it('says 401/997 to no, wrong and disabled credentials, and 403 to people without rights', async () => {
    const { ocs, person } = await session();
    const alice = await person('alice');
    expect(await ocs('GET', '/cloud/users', undefined, null)).toMatchObject({ http: 401, code: 997 });
    expect(await ocs('GET', '/cloud/users', undefined, wrong)).toMatchObject({ http: 401, code: 997 });
    expect(await ocs('GET', '/cloud/users', undefined, alice)).toMatchObject({ http: 403, code: 403 });
    expect(await ocs('GET', '/cloud/users/svc', undefined, alice)).toMatchObject({ http: 404, code: 998 });
    expect(await ocs('GET', '/cloud/users/alice', undefined, alice)).toMatchObject({ http: 200 });
    await ocs('PUT', '/cloud/users/alice/disable');
    expect(await ocs('GET', '/cloud/users/alice', undefined, alice)).toMatchObject({ http: 401, code: 997 });
  });

  it('always answers HTTP 200 under v1, success being 100', async () => {
    const { call } = await session();
    expect(await call('GET', '/ocs/v1.php/cloud/users')).toMatchObject({ http: 200, code: 100 });
    expect(await call('GET', '/ocs/v1.php/cloud/users/nobody')).toMatchObject({ http: 200, code: 404 });
  });

  it('answers XML unless JSON is asked for', async () => {
    const { call } = await session();
    const xml = await call('GET', '/ocs/v2.php/cloud/users', { headers: { accept: '*/*' } });
    expect(xml.headers.get('content-type')).toContain('xml');
    expect(xml.text).toContain('<users><element>admin</element><element>svc</element></users>');
    expect((await call('GET', '/ocs/v2.php/cloud/users?format=json', { headers: { accept: '*/*' } })).code).toBe(200);
  });

  it('writes an empty map as a list, as PHP does', async () => {
    const { call, ocs } = await session();
    expect(await call('GET', '/index.php/apps/groupfolders/folders')).toMatchObject({ code: 100, data: [] });
    expect(field((await ocs('GET', '/cloud/users/disabled')).data, 'users')).toEqual([]);
  });

  it('answers 404/998 for an OCS address that leads nowhere', async () => {
    const { ocs } = await session();
    expect(await ocs('GET', '/apps/nothing')).toMatchObject({ http: 404, code: 998 });
  });

  it('gives an app password for the real password only', async () => {
    const { ocs } = await session();
    const answer = await ocs('GET', '/core/getapppassword');
    const secret = String(field(answer.data, 'apppassword'));
    expect(secret).toHaveLength(72);
    const again = await ocs('GET', '/core/getapppassword', undefined, { login: ADMIN.login, secret });
    expect(again).toMatchObject({ http: 403 });
  });
});

describe('brute force (facts §1)', () => {
  it('locks everybody out after eleven failures from an address, right credentials included, without Retry-After', async () => {
    const { ocs, dav, server } = await session();
    for (let failure = 1; failure <= 11; failure++) {
      expect((await ocs('GET', '/cloud/users', undefined, wrong)).http).toBe(401);
    }
    const blocked = await ocs('GET', '/cloud/users');
    expect(blocked).toMatchObject({ http: 429, code: 429 });
    expect(blocked.headers.get('retry-after')).toBeNull();
    expect((await dav('PROPFIND', ADMIN.login, '/')).text).toContain('TooManyRequests');
    server.resetBruteForce();
    expect((await ocs('GET', '/cloud/users')).http).toBe(200);
  });

  it('spares the allow-list', async () => {
    const { ocs, server } = await session();
    server.settings.allowListed = true;
    for (let failure = 1; failure <= 25; failure++) await ocs('GET', '/cloud/users', undefined, wrong);
    expect((await ocs('GET', '/cloud/users')).http).toBe(200);
  });
});

describe('rations (facts §1)', () => {
  const edit = { key: 'displayname', value: 'Alice' };

  it('takes 50 edits in ten minutes from one account, then 429 with an empty body and no Retry-After', async () => {
    const clock = handClock();
    const { ocs, person } = await session({ now: clock.now });
    await person('alice');
    for (let count = 1; count <= 50; count++) expect((await ocs('PUT', '/cloud/users/alice', edit)).http).toBe(200);
    const refused = await ocs('PUT', '/cloud/users/alice', edit);
    expect([refused.http, refused.text, refused.headers.get('retry-after')]).toEqual([429, '', null]);
    // Creating, switching off and other accounts go on.
    await person('bob');
    expect((await ocs('PUT', '/cloud/users/bob/disable')).http).toBe(200);
    const service = { login: SERVICE.login, secret: SERVICE.appPassword };
    expect((await ocs('PUT', '/cloud/users/alice', edit, service)).http).toBe(200);
    clock.advance(601);
    expect((await ocs('PUT', '/cloud/users/alice', edit)).http).toBe(200);
  });

  it('does not ration those on the allow-list, and says so in its capabilities', async () => {
    const { ocs, person, server } = await session();
    server.settings.allowListed = true;
    await person('alice');
    for (let count = 1; count <= 60; count++) expect((await ocs('PUT', '/cloud/users/alice', edit)).http).toBe(200);
    const answer = await ocs('GET', '/cloud/capabilities');
    expect(field(answer.data, 'capabilities', 'bruteforce', 'allow-listed')).toBe(true);
  });
});

describe('maintenance, status and capabilities (facts §1)', () => {
  it('refuses each part in its own form while status.php goes on', async () => {
    const { call, ocs, dav, server } = await session();
    server.setMaintenance(true);
    const answer = await ocs('GET', '/cloud/users');
    expect(answer).toMatchObject({ http: 503, code: 503 });
    expect(answer.headers.get('x-nextcloud-maintenance-mode')).toBe('1');
    expect((await dav('PROPFIND', ADMIN.login, '/')).text).toContain('ServerMaintenanceMode');
    const page = await call('GET', '/index.php/apps/groupfolders/folders');
    expect([page.http, page.headers.get('content-type')]).toEqual([503, expect.stringContaining('text/html')]);
    expect((await call('GET', '/status.php', { as: null })).body).toMatchObject({ maintenance: true });
    server.setMaintenance(false);
    expect((await ocs('GET', '/cloud/users')).http).toBe(200);
  });

  it('tells anonymous callers less, and shows which apps are on', async () => {
    const { ocs } = await session({ apps: ['files_sharing'] });
    const anonymous = await ocs('GET', '/cloud/capabilities', undefined, null);
    expect(anonymous).toMatchObject({ http: 200, data: { version: { major: 32, string: '32.0.1' } } });
    expect(keysOf(field(anonymous.data, 'capabilities'))).toEqual(['bruteforce']);
    const known = field((await ocs('GET', '/cloud/capabilities')).data, 'capabilities');
    expect(keysOf(known)).toContain('files_sharing');
    expect(keysOf(known)).not.toContain('groupfolders');
  });

  it('has no route of an app that is off', async () => {
    const { ocs, folders } = await session({ apps: [] });
    expect((await folders('GET')).http).toBe(404);
    expect((await ocs('GET', '/apps/files_sharing/api/v1/shares')).http).toBe(404);
    const made = await ocs('POST', '/apps/user_oidc/api/v1/user', { providerId: 1, userId: 'x' });
    expect(made).toMatchObject({ http: 404, code: 998 });
  });
});

describe('the request log', () => {
  it('keeps no secret of a query and counts the writes that took effect', async () => {
    const { call, person, ocs, server } = await session();
    await person('alice');
    const again = { userid: 'alice', password: 'another-password' };
    await ocs('POST', '/cloud/users', again);
    await call('POST', '/ocs/v1.php/cloud/users', { body: again });
    await call('POST', '/index.php/apps/groupfolders/folders', { body: { mountpoint: 'A' }, as: secretOf('alice') });
    await call('GET', '/index.php/apps/user_oidc/code?code=verysecret&state=alsosecret', { as: null });
    expect(JSON.stringify(server.log.entries)).not.toContain('secret');
    expect([...server.log.writes]).toEqual([['POST cloud/users', 1]]);
    expect(server.log.entries.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 400]));
  });
});
