import type { ObservedEvent, Scope } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { describe, expect, test } from 'vitest';
import { fakeNextcloud, lineOf, ocsAnswer, type FakeNextcloud } from './testing/fake-nextcloud.ts';
import type { NextcloudConfig } from './config.ts';

const scope = (changes: Partial<Extract<Scope, { extent: 'full' }>> = {}): Scope => ({
  extent: 'full',
  groups: ['icane-core', 'icane-active'],
  spaces: [],
  awaited: [],
  ...changes,
});
const observe = async ({ target }: FakeNextcloud, wanted: Scope): Promise<readonly ObservedEvent[]> => {
  const events: ObservedEvent[] = [];
  for await (const event of target.observe(wanted, testCall())) events.push(event);
  return events;
};
const states = (events: readonly ObservedEvent[]): Record<string, string> =>
  Object.fromEntries(
    events.flatMap((event) => {
      if (event.kind !== 'container') return [];
      const { container } = event;
      const tool = 'tool' in container && container.tool !== 'files' ? `:${container.tool}` : '';
      return [['group' in container ? container.group : container.of + tool, event.state]];
    }),
  );
const query = (url: string, name: string): string => new URL(url).searchParams.get(name) ?? '';

interface Person {
  readonly id: string;
  readonly groups?: readonly string[];
  readonly backend?: string;
  readonly enabled?: boolean;
  readonly displayname?: string;
}
/** A Nextcloud of these people that pages by `limit` and `offset`. */
const populated = (people: readonly Person[], config: Partial<NextcloudConfig> = {}): FakeNextcloud => {
  const page = (url: string): readonly Person[] => {
    const offset = Number(query(url, 'offset'));
    return people.slice(offset, offset + Number(query(url, 'limit')));
  };
  const members = (gid: string) =>
    ocsAnswer({ users: people.filter(({ groups }) => groups?.includes(gid)).map(({ id }) => id) });
  return fakeNextcloud(
    {
      'GET /ocs/v2.php/cloud/groups/details': ocsAnswer({ groups: [] }),
      'GET /ocs/v2.php/cloud/users': ({ url }) => ocsAnswer({ users: page(url).map(({ id }) => id) }),
      'GET /ocs/v2.php/cloud/users/details': ({ url }) => {
        const entries = page(url).map((person) => [person.id, person] as const);
        return ocsAnswer({ users: entries.length === 0 ? [] : Object.fromEntries(entries) });
      },
      'GET /ocs/v2.php/cloud/users/disabled': ({ url }) =>
        ocsAnswer({ users: query(url, 'offset') === '0' ? { p7: { id: 'p7' } } : [] }),
      'GET /ocs/v2.php/cloud/groups/admin/users': ocsAnswer({ users: ['p3'] }),
      'GET /ocs/v2.php/cloud/groups/icane-core/users': members('icane-core'),
      'GET /ocs/v2.php/cloud/groups/icane-active/users': members('icane-active'),
      'GET /index.php/apps/groupfolders/folders': { json: { ocs: { meta: { statuscode: 100 }, data: [] } } },
    },
    config,
  );
};
const crowd = (count: number): Person[] =>
  Array.from({ length: count }, (_, number) => ({
    id: `p${number}`,
    enabled: true,
    backend: 'Database',
    displayname: `Person ${number}`,
    groups: number % 2 === 0 ? ['icane-core', 'other'] : [],
  }));
const lines = ({ http }: FakeNextcloud): readonly string[] => http.sent.map(lineOf);

describe('the cheaper way is chosen', () => {
  test('few people: pages of details tell the members of every group at once', async () => {
    const fake = populated(crowd(150));
    const events = await observe(fake, scope());
    expect(events.filter(({ kind }) => kind === 'membership')).toHaveLength(75);
    expect(lines(fake).filter((line) => line.endsWith('/users/details'))).toHaveLength(3);
    expect(lines(fake).filter((line) => line.includes('/groups/icane'))).toEqual([]);
  });

  test('many people in few groups: ids and the groups, profiles unknown rather than empty', async () => {
    const fake = populated(crowd(450));
    const events = await observe(fake, scope());
    const accounts = events.filter((event) => event.kind === 'account');
    expect(accounts).toHaveLength(450);
    expect(lines(fake)).not.toContain('GET /ocs/v2.php/cloud/users/details');
    expect(accounts.find(({ native }) => native === 'p7')).toMatchObject({ enabled: false, profile: {} });
    expect(accounts.find(({ native }) => native === 'p3')).toMatchObject({ protected: 'administrator' });
    expect(events.filter(({ kind }) => kind === 'membership')).toHaveLength(225);
    expect(Object.values(states(events))).not.toContain('partial');
  });
});

test('one account whose groups are not told makes the groups themselves be asked', async () => {
  const fake = populated([...crowd(4), { id: 'hidden' }]);
  const events = await observe(fake, scope());
  expect(lines(fake)).toContain('GET /ocs/v2.php/cloud/groups/icane-core/users');
  expect(events.filter(({ kind }) => kind === 'membership')).toHaveLength(2);
  expect(events.find((event) => event.kind === 'account' && event.native === 'hidden')).toMatchObject({
    protected: 'administrator',
    profile: {},
  });
});

test('pages that repeat themselves are never taken for the whole', async () => {
  const fake = fakeNextcloud({
    'GET /ocs/v2.php/cloud/groups/details': ocsAnswer({ groups: [{ id: 'a', displayname: 'A' }] }),
  });
  const events = await observe(fake, scope({ groups: [] }));
  expect(states(events)['groups']).toBe('partial');
});

test('accounts of the identity side keep their profile to themselves; a person id is an anchor', async () => {
  const id = '11111111-2222-4333-8444-555555555555';
  const people: Person[] = [
    { id, enabled: true, groups: [], backend: 'LDAP', displayname: 'From LDAP' },
    { id: 'login', enabled: true, groups: [], backend: 'user_oidc', displayname: 'From the login' },
  ];
  const awaiting = await observe(populated(people), scope());
  expect(awaiting.filter((event) => event.kind === 'account')).toMatchObject([
    { native: id, anchor: id, federated: true, profile: {} },
    { native: 'login', anchor: null, federated: true, profile: {} },
  ]);
  const ours = populated(people, { accounts: { mode: 'provision', oidcProviderId: 1 } });
  expect((await observe(ours, scope())).filter((event) => event.kind === 'account')).toMatchObject([
    { federated: true },
    { federated: false, profile: { displayName: 'From the login' } },
  ]);
});

test('team folders that are ours while the app is off are unknown, not gone', async () => {
  const fake = fakeNextcloud({}, { teamFolders: 'off' });
  const events = await observe(fake, scope({ groups: [], spaces: [{ tool: 'files', native: '12' }] }));
  expect(states(events)).toMatchObject({ spaces: 'partial', grants: 'partial' });
});

test('after a refused login nothing more is sent', async () => {
  const fake = fakeNextcloud({ 'GET /ocs/v2.php/cloud/groups/details': { ...ocsAnswer([], 997), status: 401 } });
  const events = await observe(fake, scope({ spaces: [{ tool: 'files', native: '12' }] }));
  expect(fake.http.sent).toHaveLength(1);
  expect(new Set(Object.values(states(events)))).toEqual(new Set(['partial']));
});
