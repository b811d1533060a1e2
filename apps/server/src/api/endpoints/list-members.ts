import {
  labelOfStation,
  localDateAt,
  standingsOf,
  type CommunityView,
  type PersonId,
  type Station,
} from '@passerelle/model';
import { foldName, readCommunityView } from '@passerelle/store';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { endpoint } from '../endpoint.ts';
import { cutSorted, pageOf, pageQuery } from '../paging/page.ts';
import { rules } from '../rights/rule.ts';
import { community, labelled, participation, words } from '../schema/fields.ts';

interface Member {
  readonly id: PersonId;
  readonly given: string;
  readonly family: string;
  readonly name: string;
  readonly email: string | null;
  readonly state: string;
  readonly search: string;
  readonly stations: readonly Station[];
  readonly since: string;
  readonly until: string | null;
}

/** Everybody whose membership lasts or is to come, whether or not they may come in. */
async function membersOf({ engine }: Api, view: CommunityView, at: number): Promise<readonly Member[]> {
  const today = localDateAt(at, view.community.zone);
  const lasting = view.memberships.filter(({ until }) => until === null || until >= today);
  const stations = new Map(Array.from(standingsOf(view, at), (standing) => [standing.person, standing.stations]));
  const { rows } = await engine.store.pool.query<Omit<Member, 'stations' | 'since' | 'until'>>(
    `select p.id, n.given_name as given, n.family_name as family, n.display_name as name, n.email, p.state, n.search
       from person p join person_name n on n.person = p.id where p.id = any($1::uuid[])`,
    [[...new Set(lasting.map(({ person }) => person))]],
  );
  return rows.map((row) => {
    const own = lasting.filter(({ person }) => person === row.id);
    const ends = own.map(({ until }) => until);
    return {
      ...row,
      stations: stations.get(row.id) ?? [],
      since: own.map(({ from }) => from).sort()[0] ?? today,
      until: ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null),
    };
  });
}

export const listMembers = endpoint({
  id: 'communities.members',
  method: 'get',
  path: '/communities/{community}/members',
  summary: 'The members of a community, with what they are there now',
  rule: rules.communityCarers,
  problems: [],
  params: z.strictObject({ community }),
  query: z.strictObject({
    ...pageQuery(['name', '-name', 'since', '-since']),
    text: words.optional().describe('Words of the name or the address'),
    participation: participation.optional(),
    role: words.optional(),
    state: z.enum(['active', 'suspended', 'departed']).optional(),
  }),
  answer: pageOf(
    z.object({
      id: z.string(),
      name: z.string(),
      email: z.string().nullable(),
      state: z.enum(['active', 'suspended', 'departed']),
      stations: z.array(labelled).describe('Empty: stands nowhere now (not begun, suspended, departed)'),
      since: z.iso.date(),
      until: z.iso.date().nullable(),
    }),
  ),
  async handle({ api, params, query, language }) {
    const at = api.engine.now();
    const view = await api.engine.store.transaction((tx) => readCommunityView(tx, params.community, at), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    const wanted = foldName(query.text ?? '').split(' ');
    const found = (await membersOf(api, view, at)).filter(
      ({ search, state, stations }) =>
        wanted.every((word) => search.includes(word)) &&
        (query.state === undefined || state === query.state) &&
        (query.participation === undefined ||
          stations.some((one) => one === `participation:${query.participation ?? ''}`)) &&
        (query.role === undefined || stations.some((one) => one === `role:${query.role ?? ''}`)),
    );
    const by = {
      name: ({ family, given }: Member) => foldName(`${family} ${given}`),
      since: ({ since }: Member) => since,
    };
    const { items, next } = cutSorted(found, query, by, ({ id }) => id);
    return {
      items: items.map(({ id, name, email, state, stations, since, until }) => ({
        id,
        name,
        email,
        state: z.enum(['active', 'suspended', 'departed']).parse(state),
        stations: stations.map((station) => ({
          id: station,
          label: labelOfStation(view.community, station, language),
        })),
        since,
        until,
      })),
      next,
    };
  },
});
