import { readPlan } from '@passerelle/engine';
import { peopleOf } from '../plans/people-of.ts';
import { tellEffect, tellOperation, type OperationJson } from '@passerelle/plan';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { cutSorted, pageOf, pageQuery } from '../paging/page.ts';
import { Problem } from '../problem/problem.ts';
import { readableOnly } from '../rights/roles-of.ts';
import { sentence, someone, uuid, words } from '../schema/fields.ts';
import { namesOf } from '../words/names-of.ts';

const states = ['planned', 'running', 'applied', 'already', 'superseded', 'failed', 'cancelled'] as const;

export const listOperations = endpoint({
  id: 'plans.operations',
  method: 'get',
  path: '/plans/{plan}/operations',
  summary: 'The operations of a plan as sentences, in the order in which they were planned, and how each stands',
  rule: {
    about: 'plan',
    may: ['coordinator', 'technicien', 'auditor', 'administrator'],
    narrowed: 'the part that concerns communities that one looks after',
  },
  problems: [],
  params: z.strictObject({ plan: uuid }),
  query: z.strictObject({
    ...pageQuery(['position', '-position']),
    state: z.enum(states).optional(),
    phase: z.enum(['take', 'give']).optional(),
    target: words.optional(),
  }),
  answer: pageOf(
    z.object({
      id: z.string(),
      target: z.string(),
      position: z.int(),
      phase: z.enum(['take', 'give']),
      kind: z.string(),
      verb: z.string(),
      key: z.string(),
      person: someone.nullable(),
      community: z.string().nullable(),
      text: sentence,
      effects: z.array(sentence),
      state: z.enum(states),
      hold: z.enum(['guard', 'confirm', 'awaiting']).nullable(),
      attempts: z.int(),
      error: sentence.nullable(),
    }),
  ),
  async handle({ api, who, params, query, say }) {
    const kept = await readPlan(api.engine, params.plan);
    if (kept === null) throw new Problem('nothing-here');
    const mine = await readableOnly(who());
    const theirs = mine === null ? null : await peopleOf(api.engine, mine);
    const isMine = ({ community, person }: OperationJson): boolean =>
      mine === null ||
      (community === null ? person !== null && theirs?.has(person) === true : mine.includes(community));
    const all = kept.document.targets
      .flatMap(({ target, operations }) => operations.map((operation) => ({ target, operation })))
      .flatMap(({ target, operation }, order) => {
        const state = kept.operations.get(operation.id ?? '');
        return operation.id === null || state === undefined
          ? []
          : [{ id: operation.id, target, operation, state, order }];
      })
      .filter(
        ({ target, operation, state }) =>
          isMine(operation) &&
          (query.state === undefined || state.state === query.state) &&
          (query.phase === undefined || operation.phase === query.phase) &&
          (query.target === undefined || target === query.target),
      );
    const { items, next } = cutSorted(all, query, { position: ({ order }) => order }, ({ id }) => id);
    const names = await namesOf(
      api.engine.store,
      items.flatMap(({ operation }) => [operation.person, ...operation.effects.map(({ person }) => person)]),
    );
    return {
      items: items.map(({ id, target, operation, state }) => ({
        id,
        target,
        position: operation.position,
        phase: operation.phase,
        kind: operation.change.kind,
        verb: operation.change.verb,
        key: operation.key,
        person:
          operation.person === null
            ? null
            : { id: operation.person, name: names.person(operation.person) ?? operation.person },
        community: operation.community,
        text: say(tellOperation(operation), names),
        effects: operation.effects.map((effect) => say(tellEffect(effect), names)),
        state: state.state,
        hold: state.hold,
        attempts: state.attempts,
        error:
          state.error === null
            ? null
            : say({
                code: `error.${state.error.code}`,
                params: { request: state.error.request ?? '', detail: state.error.detail ?? '' },
              }),
      })),
      next,
    };
  },
});
