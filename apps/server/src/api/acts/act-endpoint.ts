import {
  ActRefused,
  confirmAct,
  digestOfMeaning,
  MeansOtherwise,
  previewAct,
  type DescribedAct,
} from '@passerelle/engine';
import { countMoves, labelOfLevel, labelOfStation, movesInWords, type Message } from '@passerelle/model';
import { z } from 'zod';
import { endpoint, type Call, type Endpoint, type Method } from '../endpoint.ts';
import { Problem } from '../problem/problem.ts';
import type { Rule } from '../rights/rule.ts';
import { labelled, sentence, someone, truth } from '../schema/fields.ts';
import { namesOf } from '../words/names-of.ts';

/** What is asked of an act besides what it is about. */
const asked = z.strictObject({
  preview: truth
    .default(false)
    .describe('true: only tells what it would mean, and the ETag by which that is confirmed'),
});

const answer = z.object({
  preview: z.boolean(),
  act: z.string().nullable().describe('What GET /acts/{act} is asked about; null: nothing was changed'),
  digest: z.string().describe('What If-Match confirms'),
  words: z.array(z.string()).describe('What it means for how many people, in words'),
  changes: z
    .array(z.object({ person: someone, community: z.string(), tool: z.string(), before: labelled, after: labelled }))
    .max(200)
    .describe('Who may do what else then; of many, the first 200'),
  total: z.int().describe('How many changes there are'),
  stations: z
    .array(z.object({ person: someone, community: z.string(), before: z.array(labelled), after: z.array(labelled) }))
    .max(200),
  warnings: z.array(sentence),
});

interface ActDefinition<P extends z.ZodType, B extends z.ZodType, T> {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly rule: Rule;
  readonly params: P;
  readonly body: B;
  /** A request that means something, for documentation and tests; ids are filled in by them. */
  readonly example: z.input<B>;
  /** Whose access is looked at: named people, or everybody of these communities. */
  readonly looksAt: 'people' | 'everybody';
  readonly describe: (call: Call<z.output<P>, z.output<typeof asked>, z.output<B>>) => Promise<DescribedAct<T>>;
}

/**
 * Something that changes who should be where. With `preview=true` it is done in a transaction that is never committed, and what people may do is compared.
 * Without, `If-Match` must hold the digest of that preview: it is done only if it still means what was seen.
 */
export const actEndpoint = <P extends z.ZodType, B extends z.ZodType, T>(
  definition: ActDefinition<P, B, T>,
): Endpoint =>
  endpoint({
    ...definition,
    query: asked,
    answer,
    problems: ['refused', 'changed-meanwhile', 'unconfirmed'],
    takesIfMatch: true,
    example: { query: { preview: 'true' }, body: definition.example },
    async handle(call) {
      const described = await definition.describe(call).catch(asProblem);
      const people = definition.looksAt === 'everybody' ? 'everybody' : new Set(described.people);
      const description = {
        actor: `person:${call.who().person.id}`,
        kind: described.kind,
        confirmed: true,
        params: described.params ?? {},
      };
      const seen = await previewAct(
        call.api.engine,
        people,
        described.at,
        description,
        described.work,
        described.communities,
      );
      const digest = digestOfMeaning(seen);
      const told = await tell(call, seen, described.warnings(seen.result));
      if (call.query.preview) return { preview: true, act: null, digest, ...told };
      if (call.ifMatch === null) throw new Problem('unconfirmed');
      if (call.ifMatch !== digest) throw new Problem('changed-meanwhile');
      const act = await confirmAct(
        call.api.engine,
        people,
        described.at,
        description,
        described.work,
        digest,
        described.communities,
      ).catch(asProblem);
      return { preview: false, act, digest, ...told };
    },
  });

/** What the engine says no to, as a problem. */
function asProblem(error: unknown): never {
  if (error instanceof MeansOtherwise) throw new Problem('changed-meanwhile');
  if (error instanceof ActRefused) throw new Problem('refused', { reasons: [error.told] });
  throw error;
}

type Seen = Awaited<ReturnType<typeof previewAct<unknown>>>;
const most = 200;

async function tell(
  { api, language, say }: Pick<Call<unknown, unknown, unknown>, 'api' | 'language' | 'say'>,
  { changes, stations }: Pick<Seen, 'changes' | 'stations'>,
  warnings: readonly Message[],
) {
  const shown = changes.slice(0, most);
  const held = stations.slice(0, most);
  const names = await namesOf(api.engine.store, peopleIn([...shown, ...held], warnings));
  const who = (id: string) => ({ id, name: names.person(id) ?? id });
  return {
    words: [...movesInWords(countMoves(changes), language)],
    changes: shown.map(({ person, community, tool, before, after }) => ({
      person: who(person),
      community,
      tool,
      before: { id: before, label: labelOfLevel(tool, before, language) },
      after: { id: after, label: labelOfLevel(tool, after, language) },
    })),
    total: changes.length,
    stations: held.map(({ person, community, before, after }) => {
      const station = (id: (typeof before)[number]) => ({
        id,
        label: labelOfStation(names.community(community) ?? null, id, language),
      });
      return { person: who(person), community, before: before.map(station), after: after.map(station) };
    }),
    warnings: warnings.map((warning) => say(warning, names)),
  };
}

const peopleIn = (about: readonly { readonly person: string }[], warnings: readonly Message[]): readonly string[] => [
  ...about.map(({ person }) => person),
  ...warnings.flatMap(({ params }) => Object.values(params).filter((value) => typeof value === 'string')),
];
