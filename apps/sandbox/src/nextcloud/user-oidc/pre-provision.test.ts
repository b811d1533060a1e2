import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PROVIDER, session } from '../test-session.ts';

const BASE = '/apps/user_oidc/api/v1/user';
describe('accounts made before their first login (facts §10)', () => {
  it('carry the claim itself without unique-uid, repeatedly, and are of another backend', async () => {
    const { ocs } = await session({ oidc: PROVIDER });
    const body = { providerId: 1, userId: 'p-1', displayName: 'Ada', email: 'Ada@example.org' };
    for (let time = 1; time <= 2; time++) {
      expect(await ocs('POST', BASE, body)).toMatchObject({ http: 200, data: { user_id: 'p-1' } });
    }
    expect((await ocs('GET', '/cloud/users/p-1')).data).toMatchObject({
      backend: 'user_oidc',
      displayname: 'Ada',
      email: 'ada@example.org',
      backendCapabilities: { setDisplayName: false, setPassword: false },
    });
    const rename = await ocs('PUT', '/cloud/users/p-1', { key: 'displayname', value: 'Ada L' });
    expect(rename).toMatchObject({ http: 400, code: 113 });
    expect((await ocs('PUT', '/cloud/users/p-1', { key: 'quota', value: '1 GB' })).http).toBe(200);
    expect((await ocs('PUT', '/cloud/users/p-1/disable')).http).toBe(200);
  });

  it('get a hash for an id with unique-uid, and for a provider that does not exist', async () => {
    const hash = (id: number) => createHash('sha256').update(`${id}_0_p-1`).digest('hex');
    const { ocs, server } = await session({ oidc: PROVIDER });
    const unknown = await ocs('POST', BASE, { providerId: 7, userId: 'p-1' });
    expect(unknown).toMatchObject({ http: 200, data: { user_id: hash(7) } });
    server.configureOidc({ ...PROVIDER, uniqueUid: true });
    expect((await ocs('POST', BASE, { providerId: 1, userId: 'p-1' })).data).toEqual({ user_id: hash(1) });
  });

  it('are deleted by their own route, which does not touch other backends’ accounts', async () => {
    const { ocs, person } = await session({ oidc: PROVIDER });
    const alice = await person('alice');
    await ocs('POST', BASE, { providerId: 1, userId: 'p-1' });
    expect((await ocs('DELETE', `${BASE}/p-1`)).http).toBe(200);
    expect((await ocs('DELETE', `${BASE}/p-1`)).http).toBe(404);
    expect((await ocs('DELETE', `${BASE}/alice`)).http).toBe(404);
    expect((await ocs('POST', BASE, { providerId: 1, userId: 'p-2' }, alice)).http).toBe(403);
  });
});
