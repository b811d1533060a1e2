import { communityId, defaultSettings, roleId, roleStation, type Community } from '@passerelle/model';
import { planTarget, type CommunityStandings, type PlannedOperation, type TargetView } from '@passerelle/plan';
import type { Store, Tx } from '@passerelle/store';

/** How much there is; everybody belongs to `memberships / people` communities. */
export interface Size {
  readonly people: number;
  readonly communities: number;
  readonly memberships: number;
}

const act = '00000000-0000-4000-8000-000000000000';
/** Ids as scattered as real ones: digests of a number. */
const person = `md5('person ' || n)::uuid`;

const communityOf = (number: number, target: TargetView): Community => ({
  id: communityId(`c${String(number).padStart(5, '0')}`),
  name: `Community ${number}`,
  purpose: 'To be measured.',
  modality: 'hybrid',
  stage: 'running',
  language: 'fr',
  zone: 'Europe/Brussels',
  parent: null,
  ownRoles: [],
  access: {},
  tools: { files: target.id },
  settings: defaultSettings,
});

/**
 * Fills an empty store set-wise, as `planOne` would find it after years of work: people, communities, memberships, one technicien for each
 * community, and a target where everything is as it should be, ours, and read completely.
 */
export async function loadStore(store: Store, target: TargetView, size: Size): Promise<void> {
  const communities = Array.from({ length: size.communities }, (_, number) => communityOf(number, target));
  const made = await firstPlan(target, communities);
  await store.transaction(async (tx) => {
    await writeSource(tx, communities, size);
    await writeObjects(tx, target, made);
    await writePeopleThere(tx, target);
  });
  await store.pool.query('vacuum analyze');
}

async function writeSource({ client }: Tx, communities: readonly Community[], size: Size): Promise<void> {
  await client.query(`insert into act (id, actor, kind) values ($1, 'system', 'bench')`, [act]);
  await client.query(
    `insert into community (id, act, name, purpose, modality, stage, language, zone, tools, settings)
     select r.id, $2, r.name, r.purpose, r.modality, r.stage, r.language, r.zone, r.tools, r.settings
       from jsonb_to_recordset($1::jsonb) r(id text, name text, purpose text, modality text, stage text, language text, zone text, tools jsonb, settings jsonb)`,
    [JSON.stringify(communities), act],
  );
  await client.query(`insert into person (id) select ${person} from generate_series(0, $1::int - 1) n`, [size.people]);
  await client.query(
    `insert into person_name (person, given_name, family_name, display_name, email, email_folded, preferred_language, search)
     select ${person}, 'Given' || n, 'Family' || n, 'Given' || n || ' Family' || n, 'p' || n || '@example.org', 'p' || n || '@example.org', 'fr', 'given family'
       from generate_series(0, $1::int - 1) n`,
    [size.people],
  );
  await client.query(
    `insert into membership (id, act, person, community, participation, origin, from_date)
     select md5('membership ' || n || '/' || j)::uuid, $4, ${person}, 'c' || lpad(((n + j * ($2::int / $3::int)) % $2::int)::text, 5, '0'),
            case when n % 10 < 3 then 'peripheral' when n % 10 < 9 then 'active' else 'core' end, 'hand', '2026-01-01'
       from generate_series(0, $1::int - 1) n, generate_series(0, $3::int - 1) j`,
    [size.people, size.communities, size.memberships / size.people, act],
  );
  // Person n belongs to community n: its technicien.
  await client.query(
    `insert into assignment (id, act, person, community, role, origin, from_date)
     select md5('assignment ' || n)::uuid, $2, ${person}, 'c' || lpad(n::text, 5, '0'), 'technicien', 'hand', '2026-01-01'
       from generate_series(0, $1::int - 1) n`,
    [size.communities, act],
  );
}

/** What the planner itself would have made for these communities, people apart: so that what is written here is what it will want. */
async function firstPlan(target: TargetView, communities: readonly Community[]): Promise<readonly PlannedOperation[]> {
  async function* none(): AsyncGenerator<never> {}
  async function* standings(): AsyncGenerator<CommunityStandings> {
    for (const community of communities)
      yield { community, people: [], stationsInUse: [roleStation(roleId('technicien'))] };
  }
  const operations: PlannedOperation[] = [];
  const plan = planTarget({
    target,
    instanceAccess: {},
    at: Date.now(),
    accounts: { desired: none(), known: none() },
    communities: { desired: standings(), known: none() },
    touched: () => false,
    namesake: () => null,
    approvalOf: async () => null,
    suspended: () => false,
    putBack: [],
  });
  for await (const item of plan) if (item.item === 'operation') operations.push(item.operation);
  return operations;
}

async function writeObjects(
  { client }: Tx,
  target: TargetView,
  operations: readonly PlannedOperation[],
): Promise<void> {
  const objects: object[] = [];
  const grants: object[] = [];
  const names = new Map<string, string>();
  for (const { change } of operations) {
    if (change.verb !== 'create' || (change.kind !== 'group' && change.kind !== 'space')) continue;
    const key = change.kind === 'group' ? change.group : change.space;
    const [community = '', tool = ''] = key.split('/');
    names.set(key, change.name);
    objects.push({
      kind: change.kind,
      key,
      community,
      name: change.name,
      label: change.label,
      b: change.kind === 'space' ? tool : '',
    });
    if (change.kind !== 'space') continue;
    for (const { group, level } of change.grants)
      grants.push({ space: key, group, level, space_native: change.name, group_native: names.get(group) });
  }
  const params = [target.id, JSON.stringify(objects)];
  await client.query(
    `insert into native_object (target, kind, key, community, name, native, label, ownership, state)
     select $1, kind, key, community, name, name, label, 'made', 'live' from jsonb_to_recordset($2::jsonb) r(kind text, key text, community text, name text, label text)`,
    params,
  );
  await client.query(
    `insert into observed (target, kind, a, b, data, observation)
     select $1, kind, name, b, jsonb_build_object('label', label, 'mark', null), 1
       from jsonb_to_recordset($2::jsonb) r(kind text, name text, label text, b text)`,
    params,
  );
  await client.query(
    `with r as (select * from jsonb_to_recordset($2::jsonb) r(space text, "group" text, level text, space_native text, group_native text)),
          made as (insert into made_grant (target, space_key, group_key, level) select $1, space, "group", level from r)
     insert into observed (target, kind, a, b, data, observation)
     select $1, 'grant', space_native, group_native, jsonb_build_object('level', level, 'detail', ''), 1 from r`,
    [target.id, JSON.stringify(grants)],
  );
  await client.query(
    `insert into observed_container (target, container, state, observation)
     select $1, container, 'complete', 1 from (
       values ('accounts'), ('groups'), ('spaces:files')
       union all select case kind when 'group' then 'members:' else 'grants:' end || native from native_object where target = $1) c (container)`,
    [target.id],
  );
  await client.query(
    `insert into observation (target, extent, ended_at, state) values ($1, 'full', clock_timestamp(), 'complete')`,
    [target.id],
  );
}

async function writePeopleThere({ client }: Tx, target: TargetView): Promise<void> {
  await client.query(
    `insert into link (target, person, native, anchor, ownership) select $1, id, id::text, id::text, 'made' from person`,
    [target.id],
  );
  await client.query(
    `insert into observed (target, kind, a, data, observation)
     select $1, 'account', person::text, jsonb_build_object('anchor', person::text, 'login', person::text, 'enabled', true, 'federated', false, 'protected', null,
              'profile', jsonb_build_object('displayName', display_name, 'givenName', given_name, 'familyName', family_name, 'email', email, 'language', preferred_language)), 1
       from person_name`,
    [target.id],
  );
  const inGroups = `
    select community, person, community || '/participation:' || participation as key from membership
    union all select community, person, community || '/role:' || role from assignment`;
  await client.query(
    `insert into made_membership (target, community, person, group_key) select $1, community, person, key from (${inGroups}) m`,
    [target.id],
  );
  await client.query(
    `insert into observed (target, kind, a, b, data, observation)
     select $1, 'membership', n.native, m.person::text, '{}', 1 from (${inGroups}) m join native_object n on n.target = $1 and n.kind = 'group' and n.key = m.key`,
    [target.id],
  );
}
