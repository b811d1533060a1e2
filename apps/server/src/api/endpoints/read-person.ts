import { labelOfParticipation, labelOfRole, originKey } from '@passerelle/model';
import { findPerson, listCommunities, readAssignments, readMemberships } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { observedAccounts } from '../people/observed-accounts.ts';
import { Problem } from '../problem/problem.ts';
import { readableOnly } from '../rights/roles-of.ts';
import { instant, labelled, person, someone } from '../schema/fields.ts';
import { namesOf } from '../words/names-of.ts';
import { personLine } from './search-people.ts';

const claim = { id: z.string(), from: z.iso.date(), until: z.iso.date().nullable(), origin: z.string() };
const where = z.object({ id: z.string(), name: z.string() });

export const readPerson = endpoint({
  id: 'people.read',
  method: 'get',
  path: '/people/{person}',
  summary: 'Everything about one person: memberships and roles over time, accounts as observed',
  rule: {
    about: 'person',
    may: ['self', 'coordinator', 'technicien', 'auditor', 'administrator'],
    narrowed: 'claims in communities that one looks after; oneself: everything',
  },
  problems: [],
  params: z.strictObject({ person }),
  query: z.strictObject({}),
  answer: personLine.extend({
    language: z.string(),
    memberships: z.array(z.object({ ...claim, community: where, participation: labelled })),
    assignments: z.array(z.object({ ...claim, community: where, role: labelled, deputyFor: someone.nullable() })),
    accounts: z.array(
      z.object({
        target: z.string(),
        native: z.string().nullable(),
        login: z.string().nullable(),
        state: z.enum(['enabled', 'disabled', 'absent', 'unlinked', 'unread']),
        since: instant.nullable(),
      }),
    ),
  }),
  async handle({ api, who, params, language }) {
    const { store } = api.engine;
    const found = await findPerson(store, params.person);
    if (found === null) throw new Problem('nothing-here');
    const caller = who();
    const mine = caller.person.id === params.person ? null : await readableOnly(caller);
    const filter = { people: [params.person], ...(mine === null ? {} : { communities: mine }) };
    const memberships = await readMemberships(store, filter);
    const assignments = await readAssignments(store, filter);
    const communities = new Map((await listCommunities(store)).map((community) => [community.id, community]));
    const names = await namesOf(
      store,
      assignments.map(({ deputyFor }) => deputyFor),
    );
    const claimOf = ({ id, from, until, origin, community }: (typeof memberships | typeof assignments)[number]) => ({
      id,
      from,
      until,
      origin: originKey(origin),
      community: { id: community, name: communities.get(community)?.name ?? community },
    });
    return {
      id: found.id,
      name: found.displayName,
      email: found.email,
      state: found.state,
      organization: found.organization,
      language: found.preferredLanguage,
      memberships: memberships.map((each) => ({
        ...claimOf(each),
        participation: { id: each.participation, label: labelOfParticipation(each.participation, language) },
      })),
      assignments: assignments.map((each) => ({
        ...claimOf(each),
        role: { id: each.role, label: labelOfRole(communities.get(each.community) ?? null, each.role, language) },
        deputyFor:
          each.deputyFor === null ? null : { id: each.deputyFor, name: names.person(each.deputyFor) ?? each.deputyFor },
      })),
      accounts: (await observedAccounts(api.engine, params.person)).map(({ since, ...account }) => ({
        ...account,
        since: since?.toISOString() ?? null,
      })),
    };
  },
});
