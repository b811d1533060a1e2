import { afterEach, describe, expect, it } from 'vitest';
import { field, idOf } from '../keycloak-test-client.ts';
import { type Bench, realmBench, serviceAccount } from '../realm-test-bench.ts';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.stop();
});
const bench = async (settings: object = {}): Promise<Bench> => {
  const made = await realmBench({}, settings);
  benches.push(made);
  return made;
};
const USERS = '/admin/realms/cop/users';
const jean = { username: 'jean', email: 'jean@example.org', firstName: 'Jean', lastName: 'Dubois', enabled: true };

describe('the admin API of the Keycloak stand-in', () => {
  it('shows an empty list, and the true count, to an account that may only query', async () => {
    const made = await bench();
    await made.admin('POST', USERS, jean);
    await made.admin('POST', '/admin/realms/cop/groups', { name: 'g' });
    const query = await serviceAccount(made, 'query', ['query-users', 'query-groups']);
    expect(await query('GET', USERS)).toMatchObject({ status: 200, body: [] });
    expect(await query('GET', `${USERS}/count`)).toMatchObject({ status: 200, body: 1 });
    expect(await query('GET', '/admin/realms/cop/groups')).toMatchObject({ status: 200, body: [] });
  });

  it('lets the running account do its work, and nothing of what belongs to the set-up', async () => {
    const made = await bench();
    const run = await serviceAccount(made, 'run', ['manage-users', 'view-realm', 'view-events']);
    const user = await run('POST', USERS, jean);
    const group = await run('POST', '/admin/realms/cop/groups', { name: 'g' });
    const membership = `${USERS}/${idOf(user)}/groups/${idOf(group)}`;
    const statuses = async (calls: readonly (readonly [string, string, unknown?])[]): Promise<number[]> => {
      const list: number[] = [];
      for (const [method, path, body] of calls) list.push((await run(method, path, body)).status);
      return list;
    };
    const twice = [
      ['PUT', membership],
      ['PUT', membership],
      ['DELETE', membership],
      ['DELETE', membership],
    ] as const;
    expect(await statuses(twice)).toEqual([204, 204, 204, 204]);
    const allowed = [
      ['GET', '/admin/realms/cop'],
      ['GET', `${USERS}/profile`],
      ['GET', '/admin/realms/cop/admin-events'],
      ['GET', '/admin/realms/cop/components'],
    ] as const;
    expect(await statuses(allowed)).toEqual([200, 200, 200, 200]);
    const refused = [
      ['PUT', `${USERS}/profile`, {}],
      ['POST', '/admin/realms/cop/roles', { name: 'r' }],
      ['POST', '/admin/realms/cop/partialImport', { users: [] }],
      ['GET', '/admin/realms/cop/clients'],
      ['PUT', '/admin/realms/cop', {}],
      ['GET', '/admin/realms/master/users'],
    ] as const;
    expect(await statuses(refused)).toEqual([403, 403, 403, 403, 403, 403]);
    const manageOnly = await serviceAccount(made, 'manage', ['manage-users']);
    expect((await manageOnly('GET', '/admin/realms/cop')).status).toBe(403);
  });

  it('keeps the rights of a token as they were when it was issued', async () => {
    const made = await bench();
    const weak = await serviceAccount(made, 'weak', []);
    const user = made.keycloak.realms.get('cop')?.users.byUsername('service-account-weak');
    const role = [...(made.keycloak.realms.get('cop')?.roles.values() ?? [])].find(
      (each) => each.name === 'manage-users',
    );
    if (user !== undefined) user.clientRoles = [role?.id ?? ''];
    expect((await weak('GET', USERS)).status).toBe(403);
  });

  it('shows the roles that somebody was given, those of the admin API by their client', async () => {
    const made = await bench();
    await serviceAccount(made, 'run', ['manage-users']);
    const id = made.keycloak.realms.get('cop')?.users.byUsername('service-account-run')?.id ?? '';
    expect((await made.admin('GET', `${USERS}/${id}/role-mappings`)).body).toMatchObject({
      clientMappings: { 'realm-management': { client: 'realm-management', mappings: [{ name: 'manage-users' }] } },
    });
  });

  it('erases name and address when a PUT brings attributes without them', async () => {
    const { admin } = await bench();
    const id = idOf(await admin('POST', USERS, jean));
    await admin('PUT', `${USERS}/${id}`, { enabled: false });
    expect((await admin('GET', `${USERS}/${id}`)).body).toMatchObject({ ...jean, enabled: false });
    await admin('PUT', `${USERS}/${id}`, { attributes: {} });
    const { body } = await admin('GET', `${USERS}/${id}`);
    expect([field(body, 'email'), field(body, 'firstName'), field(body, 'lastName'), field(body, 'username')]).toEqual([
      undefined,
      undefined,
      undefined,
      'jean',
    ]);
  });

  it('drops an undeclared attribute in silence, until it is declared or the policy allows it', async () => {
    const { admin } = await bench();
    const attributes = { passerelle_id: ['p1'] };
    const id = idOf(await admin('POST', USERS, { ...jean, attributes }));
    const read = async (): Promise<unknown> => field((await admin('GET', `${USERS}/${id}`)).body, 'attributes');
    expect(await read()).toBeUndefined();
    const profile = (await admin('GET', `${USERS}/profile`)).body;
    const known: unknown = field(profile, 'attributes');
    const declared = Array.isArray(known) ? known.map((each: unknown) => each) : [];
    const own = { name: 'passerelle_id', permissions: { view: ['admin'], edit: ['admin'] } };
    await admin('PUT', `${USERS}/profile`, { attributes: [...declared, own] });
    await admin('PUT', `${USERS}/${id}`, { ...jean, attributes: { ...attributes, other: ['x'] } });
    expect(await read()).toEqual(attributes);
    expect((await admin('GET', `${USERS}?q=passerelle_id:p1`)).body).toMatchObject([{ id }]);
    expect((await admin('GET', `${USERS}?q=passerelle_id:p2`)).body).toEqual([]);
  });

  it('gives 100 people and 10 children when it is not told how many', async () => {
    const { admin } = await bench();
    const users = Array.from({ length: 120 }, (_, at) => ({ username: `u${at}`, email: `u${at}@example.org` }));
    await admin('POST', '/admin/realms/cop/partialImport', { ifResourceExists: 'SKIP', users });
    const size = async (path: string): Promise<number> => {
      const { body } = await admin('GET', path);
      return Array.isArray(body) ? body.length : -1;
    };
    const parent = idOf(await admin('POST', '/admin/realms/cop/groups', { name: 'p' }));
    for (let at = 0; at < 12; at++)
      await admin('POST', `/admin/realms/cop/groups/${parent}/children`, { name: `c${at}` });
    expect(await size(USERS)).toBe(100);
    expect(await size(`${USERS}?first=100&max=100`)).toBe(20);
    expect(await size(`/admin/realms/cop/groups/${parent}/children`)).toBe(10);
    expect(await size(`/admin/realms/cop/groups/${parent}/children?max=100`)).toBe(12);
  });

  it('says all errors of a profile at once, and one alone', async () => {
    const { admin } = await bench();
    const both = await admin('POST', USERS, { username: 'x', email: 'nonsense' });
    expect(both).toMatchObject({
      status: 400,
      body: {
        errors: [
          { field: 'username', errorMessage: 'error-invalid-length' },
          { field: 'email', errorMessage: 'error-invalid-email' },
        ],
      },
    });
  });

  it('takes memberships away with a group and everything below it', async () => {
    const { admin } = await bench();
    const parent = idOf(await admin('POST', '/admin/realms/cop/groups', { name: 'p' }));
    const child = idOf(await admin('POST', `/admin/realms/cop/groups/${parent}/children`, { name: 'c' }));
    const user = idOf(await admin('POST', USERS, { ...jean, groups: ['/p/c'] }));
    expect((await admin('GET', `${USERS}/${user}/groups`)).body).toMatchObject([{ id: child, path: '/p/c' }]);
    await admin('DELETE', `/admin/realms/cop/groups/${parent}`);
    expect((await admin('GET', `${USERS}/${user}/groups`)).body).toEqual([]);
    expect((await admin('GET', `/admin/realms/cop/groups/${child}`)).status).toBe(404);
  });

  it('tells who changed what, and when, if the realm keeps admin events', async () => {
    const made = await bench({ adminEventsEnabled: true });
    const run = await serviceAccount(made, 'run', ['manage-users', 'view-events']);
    const id = idOf(await run('POST', USERS, jean));
    await run('DELETE', `${USERS}/${id}`);
    const { body } = await run('GET', '/admin/realms/cop/admin-events?resourceTypes=USER&direction=asc&dateFrom=0');
    expect(body).toMatchObject([
      { operationType: 'CREATE', resourcePath: `users/${id}` },
      { operationType: 'DELETE', resourcePath: `users/${id}` },
    ]);
  });

  it('refuses aloud what it does not cover', async () => {
    const { admin } = await bench();
    const uncovered = [
      ['GET', '/admin/realms/cop/organizations'],
      ['GET', `${USERS}?idpAlias=x`],
      ['POST', USERS, { username: 'abc', federatedIdentities: [] }],
      ['PUT', '/admin/realms/cop', { bruteForceProtected: true }],
      ['POST', '/admin/realms', { realm: 'x', users: [] }],
      ['GET', '/realms/cop/scim/v2/Users'],
      ['GET', '/nowhere'],
    ] as const;
    for (const [method, path, body] of uncovered) {
      expect(await admin(method, path, body)).toMatchObject({
        status: 501,
        body: { error: 'not_covered_by_the_sandbox' },
      });
    }
  });
});
