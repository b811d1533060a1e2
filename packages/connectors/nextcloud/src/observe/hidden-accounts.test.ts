import type { ObservedEvent } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { expect, test } from 'vitest';
import { fakeNextcloud, ocsAnswer } from '../testing/fake-nextcloud.ts';

/** An administrator whom a delegate's account sees by their id only, and two people of ours. */
const seenBy = (counts: Readonly<Record<string, number | false>>) =>
  fakeNextcloud({
    'GET /ocs/v2.php/cloud/groups/details': ({ url }) =>
      ocsAnswer({
        groups: url.includes('offset=0') ? Object.entries(counts).map(([id, usercount]) => ({ id, usercount })) : [],
      }),
    'GET /ocs/v2.php/cloud/users': ocsAnswer({ users: [] }),
    'GET /ocs/v2.php/cloud/users/details': ({ url }) =>
      ocsAnswer({
        users: url.includes('offset=0')
          ? { chief: { id: 'chief' }, p1: { id: 'p1', groups: ['core'] }, p2: { id: 'p2', groups: ['core', 'active'] } }
          : [],
      }),
    'GET /ocs/v2.php/cloud/groups/core/users': ocsAnswer({ users: ['p1', 'p2'] }),
    'GET /ocs/v2.php/cloud/groups/active/users': ocsAnswer({ users: ['chief', 'p2'] }),
    'GET /index.php/apps/groupfolders/folders': { json: { ocs: { meta: { statuscode: 100 }, data: [] } } },
  });

async function read(counts: Readonly<Record<string, number | false>>) {
  const cloud = seenBy(counts);
  const events: ObservedEvent[] = [];
  const scope = { extent: 'full', groups: ['core', 'active'], spaces: [], awaited: [] } as const;
  for await (const event of cloud.target.observe(scope, testCall())) events.push(event);
  const members = events.flatMap((event) => (event.kind === 'membership' ? [`${event.group} ${event.account}`] : []));
  const asked = cloud.http.sent.flatMap(({ url }) => /groups\/(core|active)\/users/.exec(url)?.[1] ?? []);
  return { members: members.sort(), asked };
}

test('an account that is hidden from ours costs no call for a group in which it is not', async () => {
  const { members, asked } = await read({ core: 2, active: 1 });
  expect(asked).toEqual([]);
  expect(members).toEqual(['active p2', 'core p1', 'core p2']);
});

test('the group in which it is, is read; so is one that tells no number', async () => {
  const { members, asked } = await read({ core: false, active: 2 });
  expect(asked).toEqual(['core', 'active']);
  expect(members).toEqual(['active chief', 'active p2', 'core p1', 'core p2']);
});
