import { builtInRoles, labelOfRole, localDateAt, originKey, roleId, standingsOf } from '@passerelle/model';
import { readCommunityView } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { rules } from '../rights/rule.ts';
import { community, labelled, someone } from '../schema/fields.ts';
import { namesOf } from '../words/names-of.ts';

export const listRoles = endpoint({
  id: 'communities.roles',
  method: 'get',
  path: '/communities/{community}/roles',
  summary: 'The roles of a community: who holds each, as deputy of whom, from when until when; which are vacant',
  rule: rules.communityMembers,
  problems: [],
  params: z.strictObject({ community }),
  query: z.strictObject({}),
  answer: z.object({
    items: z.array(
      z.object({
        role: labelled,
        isOwn: z.boolean(),
        isVacant: z.boolean().describe('Nobody holds it now'),
        assignments: z.array(
          z.object({
            id: z.string(),
            person: someone,
            deputyFor: someone.nullable(),
            from: z.iso.date(),
            until: z.iso.date().nullable(),
            origin: z.string(),
          }),
        ),
        turns: z.array(z.object({ id: z.string(), person: someone, meeting: z.iso.date() })),
      }),
    ),
  }),
  async handle({ api, params, language }) {
    const { store } = api.engine;
    const at = api.engine.now();
    const view = await store.transaction((tx) => readCommunityView(tx, params.community, at), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    const today = localDateAt(at, view.community.zone);
    const lasting = view.assignments.filter(({ until }) => until === null || until >= today);
    const turns = view.turns.filter(({ meeting }) => meeting >= today);
    const held = new Set([...standingsOf(view, at)].flatMap(({ stations }) => stations));
    const names = await namesOf(store, [
      ...lasting.flatMap(({ person, deputyFor }) => [person, deputyFor]),
      ...turns.map(({ person }) => person),
    ]);
    const who = (id: string) => ({ id, name: names.person(id) ?? id });
    const own = view.community.ownRoles.map(({ role }) => role);
    return {
      items: [...builtInRoles.map((role) => roleId(role)), ...own].map((role) => ({
        role: { id: role, label: labelOfRole(view.community, role, language) },
        isOwn: own.includes(role),
        isVacant: !held.has(`role:${role}`),
        assignments: lasting
          .filter((claim) => claim.role === role)
          .map(({ id, person, deputyFor, from, until, origin }) => ({
            id,
            person: who(person),
            deputyFor: deputyFor === null ? null : who(deputyFor),
            from,
            until,
            origin: originKey(origin),
          })),
        turns: turns
          .filter((turn) => turn.role === role)
          .map(({ id, person, meeting }) => ({ id, person: who(person), meeting })),
      })),
    };
  },
});
