import { spaceKey, type PersonId } from '@passerelle/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentOf } from '../../../../apps/cli/src/probe/document-of.ts';
import { probePerson, type Probed } from '../../../../apps/cli/src/probe/probe-person.ts';
import { levelsByPolicy } from './try-everything.ts';
import { plain, scenes } from './world/communities.ts';
import { openProbe, type ProbeWorld } from './world/open-probe.ts';
import { cloud, lists } from './world/targets.ts';

/** `passerelle probe` asks with Passerelle's own account: its answers must be those that members get when they try. */
let world: ProbeWorld;
const { signal } = new AbortController();
beforeAll(async () => {
  world = await openProbe();
});
afterAll(() => world.close());

const memberOf = (community: string, name: string) => {
  const member = world.members.get(community)?.get(name);
  if (member === undefined) throw new Error(`nobody is called ${name}`);
  return member;
};
const probed = (community: typeof plain.id, name: string): Promise<Probed> => {
  const { person } = memberOf(community, name);
  return probePerson(world.engine, { person, community, name, signal });
};
const differing = ({ tools, platforms }: Probed): readonly string[] =>
  [
    ...tools.map(({ tool, verdict }) => [tool, verdict] as const),
    ...platforms.map(({ target, verdict }) => [target, verdict] as const),
  ].flatMap(([name, verdict]) => (verdict === 'as-it-should' ? [] : [`${name} ${verdict}`]));

test.each(scenes.flatMap(({ community, people }) => Object.keys(people).map((name) => ({ community, name }))))(
  '$name of $community.name: the platforms give what the policy says, tool by tool',
  async ({ community, name }) => {
    const levelIn = levelsByPolicy(world.members);
    const { person } = memberOf(community.id, name);
    const answer = await probed(community.id, name);
    expect(differing(answer)).toEqual([]);
    expect(answer.tools.map(({ tool, now }) => [tool, now])).toEqual(
      answer.tools.map(({ tool }) => [tool, levelIn(person, community.id, tool)]),
    );
    expect(answer.tools).toHaveLength(9);
  },
);

test('what somebody changed there a moment ago is told, without waiting for a reading', async () => {
  const { servers, engine } = world;
  const uid = await accountOf('active');
  const folder = await nativeOf('files');
  const group = [...servers.cloud.state.groups.values()].find(
    ({ gid, members }) => members.has(uid) && gid.includes(plain.id),
  );
  group?.members.delete(uid);
  const lost = await probed(plain.id, 'active');
  expect(lost.tools.find(({ tool }) => tool === 'files')).toMatchObject({
    should: 'write',
    now: 'none',
    verdict: 'missing',
    lastSeen: 'write',
  });
  expect(lost.platforms.find(({ target }) => target === cloud)).toMatchObject({ verdict: 'differs' });
  expect(differing(lost)).toEqual(
    expect.arrayContaining(['files missing', 'pads missing', 'calendar missing', 'contacts missing']),
  );
  // Other platforms know nothing of it.
  expect(lost.tools.find(({ tool }) => tool === 'forum')).toMatchObject({ verdict: 'as-it-should' });
  group?.members.add(uid);
  // The folder now lets everybody do everything.
  const given = servers.cloud.state.folders.get(Number(folder));
  const gid = group?.gid ?? '';
  given?.groups.set(gid, 31);
  expect((await probed(plain.id, 'active')).tools.find(({ tool }) => tool === 'files')).toMatchObject({
    now: 'manage',
    verdict: 'more-than-it-should',
  });
  given?.groups.set(gid, 15);
  expect(differing(await probed(plain.id, 'active'))).toEqual([]);
  expect(engine.targets.size).toBe(4);
});

test('a platform that does not answer is told as that, and the others are asked all the same', async () => {
  world.servers.cloud.setMaintenance(true);
  try {
    const answer = await probed(plain.id, 'core');
    expect(answer.tools.find(({ tool }) => tool === 'files')).toMatchObject({ now: null, verdict: 'unknown' });
    expect(answer.tools.find(({ tool }) => tool === 'forum')).toMatchObject({ verdict: 'as-it-should' });
    expect(answer.platforms.find(({ target }) => target === cloud)?.errors[0]?.code).toBeDefined();
  } finally {
    world.servers.cloud.setMaintenance(false);
  }
});

test('asking leaves no trace: no platform is written to, nothing of it stands in the database, and no token is told', async () => {
  const { servers, engine } = world;
  const written = () =>
    [servers.cloud, servers.forum, servers.lists].map(
      ({ log }) => log.entries.filter(({ method }) => !['GET', 'PROPFIND', 'REPORT', 'HEAD'].includes(method)).length,
    );
  const rows = async () =>
    (
      await engine.store.pool.query<{ n: string }>(
        `select (select count(*) from observation) || ' ' || (select count(*) from audit) || ' ' || (select count(*) from operation) as n`,
      )
    ).rows[0]?.n;
  const before = [written(), await rows()];
  const answer = await probed(plain.id, 'technicien');
  expect([written(), await rows()]).toEqual(before);
  const room = answer.tools.find(({ tool }) => tool === 'video')?.admission;
  expect(room).toMatchObject({ level: 'moderate', affiliation: 'owner' });
  expect(JSON.stringify(documentOf(answer))).not.toMatch(/eyJ[\w-]+\.eyJ/);
  expect(answer.platforms.map(({ target }) => target)).toContain(lists);
});

async function accountOf(name: string): Promise<string> {
  const person: PersonId = memberOf(plain.id, name).person;
  const { rows } = await world.engine.store.pool.query<{ native: string }>(
    `select native from link where target = $1 and person = $2`,
    [cloud, person],
  );
  return rows[0]?.native ?? '';
}
async function nativeOf(tool: 'files'): Promise<string> {
  const { rows } = await world.engine.store.pool.query<{ native: string }>(
    `select native from native_object where key = $1`,
    [spaceKey(plain.id, tool)],
  );
  return rows[0]?.native ?? '';
}
