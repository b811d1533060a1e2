import { defaultSettings, type Community } from '@passerelle/model';
import type { Store } from '@passerelle/store';
import { communityOf, coordinatorOf, membershipsOf, namesOf, personOf, uuidOf } from './made-world.ts';
import { cloud, forum } from './settings.ts';
import type { WorldSize } from './world-size.ts';

const act = uuidOf('act');

/** Community number c, on both platforms that have spaces. */
export const madeCommunity = (c: number): Community => ({
  id: communityOf(c),
  name: `Communauté ${c}`,
  purpose: 'Pour mesurer.',
  modality: 'hybrid',
  stage: 'running',
  language: 'fr',
  zone: 'Europe/Brussels',
  parent: null,
  ownRoles: [],
  access: {},
  tools: { files: cloud, forum },
  settings: defaultSettings,
});

const span = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

/** The communities, each with its coordinateur and nobody else: what a first plan needs in order to name every group and every space. */
export async function writeCommunities(store: Store, size: WorldSize): Promise<void> {
  const { pool } = store;
  await pool.query(`insert into act (id, actor, kind) values ($1, 'system', 'bench')`, [act]);
  const communities = span(1, size.communities);
  await pool.query(
    `insert into community (id, act, name, purpose, modality, stage, language, zone, tools, settings)
     select r.id, $2, r.name, r.purpose, r.modality, r.stage, r.language, r.zone, r.tools, r.settings
       from jsonb_to_recordset($1::jsonb) r(id text, name text, purpose text, modality text, stage text, language text, zone text, tools jsonb, settings jsonb)`,
    [JSON.stringify(communities.map(madeCommunity)), act],
  );
  await writePeople(store, size, communities.map(coordinatorOf));
  await pool.query(
    `insert into assignment (id, act, person, community, role, origin, from_date)
     select r.id, $2, r.person, r.community, 'coordinateur', 'hand', '2026-01-01' from jsonb_to_recordset($1::jsonb) r(id uuid, person uuid, community text)`,
    [
      JSON.stringify(
        communities.map((c) => ({
          id: uuidOf(`assignment ${c}`),
          person: personOf(coordinatorOf(c)),
          community: communityOf(c),
        })),
      ),
      act,
    ],
  );
}

/** Everybody else. */
export async function writeOthers(store: Store, size: WorldSize): Promise<void> {
  const others = span(size.communities + 1, size.people);
  for (let at = 0; at < others.length; at += 10_000) await writePeople(store, size, others.slice(at, at + 10_000));
}

async function writePeople({ pool }: Store, size: WorldSize, numbers: readonly number[]): Promise<void> {
  const people = numbers.map((n) => ({ id: personOf(n), ...namesOf(n) }));
  await pool.query(
    `with r as (select * from jsonb_to_recordset($1::jsonb) r(id uuid, "givenName" text, "familyName" text, "displayName" text, email text)),
          made as (insert into person (id) select id from r)
     insert into person_name (person, given_name, family_name, display_name, email, email_folded, preferred_language, search)
     select id, "givenName", "familyName", "displayName", email, email, 'fr', 'zoe' from r`,
    [JSON.stringify(people)],
  );
  const memberships = numbers.flatMap((n) =>
    membershipsOf(n, size).map(({ community, participation }) => ({
      id: uuidOf(`membership ${n}/${community}`),
      person: personOf(n),
      community: communityOf(community),
      participation,
    })),
  );
  await pool.query(
    `insert into membership (id, act, person, community, participation, origin, from_date)
     select r.id, $2, r.person, r.community, r.participation, 'hand', '2026-01-01'
       from jsonb_to_recordset($1::jsonb) r(id uuid, person uuid, community text, participation text)`,
    [JSON.stringify(memberships), act],
  );
}
