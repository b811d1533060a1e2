import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlan, runPlan, startPlan, type Engine } from '@passerelle/engine';
import type { Pool } from 'pg';
import { cloud, openWorld, type OpenWorld } from '../world/open-world.ts';
import { setScene, type Scene, type Take } from '../world/scene.ts';
import { realmName } from '../world/realm.ts';

const { signal } = new AbortController();

interface Made {
  readonly kind: string;
  readonly name: string;
}
/** Names that the scene's plan is about to give on a platform. */
async function namesToCome(
  pool: Pool,
  plan: string,
): Promise<{ group: string; folder: string; person: string; email: string }> {
  const { rows } = await pool.query<{ kind: string; name: string | null; person: string | null; email: string | null }>(
    `select kind, change->>'name' as name, change->>'person' as person, change->'profile'->>'email' as email
       from operation where plan = $1 and target = $2 and verb = 'create' order by position`,
    [plan, cloud],
  );
  const of = (kind: string): string => rows.find((row) => row.kind === kind)?.name ?? '';
  const account = rows.find((row) => row.kind === 'account');
  return { group: of('group'), folder: of('space'), person: account?.person ?? '', email: account?.email ?? '' };
}

/** Something of somebody else's that has the name first. */
interface Squatter {
  readonly name: string;
  /** The operation that finds it there. */
  readonly creates: string;
  readonly occupy: (take: Take, names: Awaited<ReturnType<typeof namesToCome>>) => () => unknown;
}
const squatters: readonly Squatter[] = [
  {
    name: 'a group on the Nextcloud',
    creates: 'group.create',
    occupy({ platforms: { nextcloud } }, { group: gid }) {
      const group = {
        gid,
        displayName: 'Le club d’échecs',
        members: new Set(['administrator']),
        subAdmins: new Set<string>(),
      };
      nextcloud.state.groups.set(gid, group);
      return () => [group.displayName, [...(nextcloud.state.groups.get(gid)?.members ?? [])]];
    },
  },
  {
    name: 'a team folder on the Nextcloud',
    creates: 'space.create',
    occupy({ platforms: { nextcloud } }, { folder: mountPoint }) {
      const id = nextcloud.state.nextIds.folder++;
      const folder = {
        id,
        mountPoint,
        quota: -3,
        acl: false,
        groups: new Map([['admin', 31]]),
        manage: [],
        rules: new Map(),
      };
      nextcloud.state.folders.set(id, folder);
      return () => {
        const now = nextcloud.state.folders.get(id);
        return now === undefined ? null : [now.mountPoint, [...now.groups]];
      };
    },
  },
  {
    name: 'an account with that address in Keycloak',
    creates: 'account.create',
    occupy({ platforms: { keycloak } }, { email }) {
      const realm = keycloak.realms.get(realmName);
      const [template] = realm?.users.all() ?? [];
      if (realm === undefined || template === undefined) throw new Error('the realm has people');
      const id = '11111111-2222-4333-8444-555555555555';
      const stranger = { ...template, id, username: 'squatter', email, firstName: 'Somebody', lastName: 'Else' };
      realm.users.put({
        ...stranger,
        attributes: {},
        groups: [],
        serviceAccountOf: undefined,
        federationLink: undefined,
      });
      return () => {
        const now = realm.users.get(id);
        return [now?.username, now?.email, now?.firstName, now?.enabled, now?.groups, now?.attributes];
      };
    },
  },
];

const plan = (engine: Engine) => makePlan(engine, { createdBy: 'faults', extent: 'full', observe: 'always', signal });

/** What is not done, with why. */
async function open(pool: Pool): Promise<readonly Made[]> {
  const { rows } = await pool.query<Made & { why: string | null }>(
    `select o.kind || '.' || o.verb as kind, coalesce(o.error->>'code', o.hold) as name from operation o join plan p on p.id = o.plan
      where o.state in ('failed', 'cancelled') or (o.state = 'planned' and p.state = 'applying') order by p.number, o.target, o.position`,
  );
  return rows;
}

describe('a name that somebody else has taken on a platform', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene({ plan: 'stir' });
  }, 300_000);
  afterAll(() => scene.close());
  const onStage = async (work: (take: Take, world: OpenWorld) => Promise<void>): Promise<void> => {
    const take = await scene.open();
    const world = await openWorld(take.address());
    try {
      await work(take, world);
    } finally {
      await world.close();
      await take.close();
    }
  };

  it.each(squatters)(
    '$name, since the plan was made: theirs is left as it is, ours is told as taken, everything else is done',
    ({ occupy, creates }) =>
      onStage(async (take, { engine }) => {
        const { pool } = engine.store;
        const theirs = occupy(take, await namesToCome(pool, scene.plan));
        const before = theirs();
        await runPlan(engine, scene.plan, { worker: engine.uuid(), signal, patience: 5_000 });
        expect(theirs()).toEqual(before);
        const left = await open(pool);
        // What was sent together with it is told the same; what needs it is cancelled; nothing else is left.
        expect(left.filter(({ name }) => name === 'taken').map(({ kind }) => kind)).toContain(creates);
        expect(left.filter(({ name }) => name !== 'taken' && name !== 'dependency')).toEqual([]);
        const { rows } = await pool.query<{ done: number }>(
          `select count(*)::int as done from operation where plan = $1 and state in ('applied', 'already')`,
          [scene.plan],
        );
        expect(rows[0]?.done).toBeGreaterThan(scene.operations / 2);
        // The next plan sees what is there, and asks a person, or gives another name; still nothing of theirs is touched.
        const next = await plan(engine);
        if (next.operations > 0) {
          await startPlan(engine, next.id, { by: 'faults', kind: 'person' });
          await runPlan(engine, next.id, { worker: engine.uuid(), signal, patience: 5_000 });
        }
        expect(theirs()).toEqual(before);
        const held = await pool.query<Made>(
          `select kind || '.' || verb as kind, hold as name from operation where plan = $1 and state = 'planned'`,
          [next.id],
        );
        for (const { kind, name } of held.rows)
          expect([kind, name]).toEqual([expect.stringMatching(/\.adopt$/), 'confirm']);
      }),
    60_000,
  );

  it('an account under the person’s own id (the login app makes one at a first login) is that person’s: no second one is made', () =>
    onStage(async ({ platforms: { nextcloud } }, { engine }) => {
      const { person } = await namesToCome(engine.store.pool, scene.plan);
      const [template] = nextcloud.state.accounts.values();
      if (template === undefined) throw new Error('a Nextcloud has at least its administrator');
      nextcloud.state.accounts.set(person, { ...template, uid: person, displayName: person, email: null });
      const before = nextcloud.state.accounts.size;
      await runPlan(engine, scene.plan, { worker: engine.uuid(), signal, patience: 5_000 });
      expect(await open(engine.store.pool)).toEqual([]);
      expect(nextcloud.state.accounts.size).toBe(before);
      expect((await plan(engine)).operations).toBe(0);
    }));
});
