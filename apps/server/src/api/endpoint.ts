import type { z } from 'zod';
import type { Api } from './api.ts';
import type { Caller, Known } from './caller/caller.ts';
import { fieldErrors } from './problem/field-errors.ts';
import { Problem } from './problem/problem.ts';
import type { ProblemCode } from './problem/problems.ts';
import type { Rule } from './rights/rule.ts';
import type { Language, Speaker } from './words/speaker.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** What a handler is given; everything in it was checked. */
export interface Call<P, Q, B> {
  readonly api: Api;
  readonly caller: Caller;
  /** Whoever asks. @throws Problem when nobody has said who they are */
  readonly who: () => Known;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly language: Language;
  readonly say: Speaker;
  /** The entity tag of If-Match, without its quotes; null: none was sent. */
  readonly ifMatch: string | null;
  /** Aborted when the asker goes away. */
  readonly signal: AbortSignal;
}

interface Described {
  /** `communities.list`: the operation's id in the OpenAPI document. */
  readonly id: string;
  readonly method: Method;
  /** After `/api`: `/communities/{community}`. Parameters of one name mean the same everywhere. */
  readonly path: string;
  /** One English sentence. */
  readonly summary: string;
  readonly rule: Rule;
  /** Besides those that follow from the rest (rights, validation). */
  readonly problems: readonly ProblemCode[];
  /** It is done only if If-Match says what was seen. */
  readonly takesIfMatch?: boolean;
  /** After it, what it was asked about is not there any more: tests ask each time about another one. */
  readonly changesWhatItIsAskedAbout?: boolean;
}

export interface Definition<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
> extends Described {
  readonly params: P;
  readonly query: Q;
  /** Absent: nothing is sent. */
  readonly body?: B;
  readonly answer: A;
  /** Parameters of the query that are needed, for documentation and tests. */
  readonly example?: { readonly query?: Readonly<Record<string, string>>; readonly body?: z.input<B> };
  readonly handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<A>>;
}

/** As a request brings it. */
export interface Raw {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}
export type Frame = Omit<Call<unknown, unknown, unknown>, 'params' | 'query' | 'body'>;

/** An endpoint whose types are closed: what the router, the OpenAPI document, the table of rights and the tests are made from. */
export interface Endpoint extends Described {
  readonly schemas: {
    readonly params: z.ZodType;
    readonly query: z.ZodType;
    readonly body: z.ZodType | null;
    readonly answer: z.ZodType;
  };
  readonly example: { readonly query: Readonly<Record<string, string>>; readonly body: unknown };
  /** Answers with an `EventStream`. */
  readonly streams?: boolean;
  /** The parameters of the path, or null: nothing can be there. */
  readonly paramsOf: (raw: Raw) => Readonly<Record<string, unknown>> | null;
  /** Checks, does, and gives what is answered, which the schema of answers has checked too. @throws Problem */
  readonly run: (frame: Frame, raw: Raw) => Promise<unknown>;
}

/** An endpoint is one file: schema in, schema out, rule, handler. */
export function endpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  definition: Definition<P, Q, B, A>,
): Endpoint {
  const { id, method, path, summary, rule, problems, params, query, body, answer, example = {}, handle } = definition;
  const { takesIfMatch = false, changesWhatItIsAskedAbout = false } = definition;
  return {
    id,
    method,
    path,
    summary,
    rule,
    problems,
    takesIfMatch,
    changesWhatItIsAskedAbout,
    schemas: { params, query, body: body ?? null, answer },
    example: { query: example.query ?? {}, body: example.body },
    paramsOf(raw) {
      const parsed = params.safeParse(raw.params);
      return parsed.success ? asRecord(parsed.data) : null;
    },
    async run(frame, raw) {
      const found = params.safeParse(raw.params);
      if (!found.success) throw new Problem('nothing-here');
      const asked = query.safeParse(raw.query);
      const sent = body?.safeParse(raw.body);
      const errors = [
        ...(asked.success ? [] : fieldErrors('query', asked.error)),
        ...(sent === undefined || sent.success ? [] : fieldErrors('body', sent.error)),
      ];
      if (!asked.success || sent?.success === false) throw new Problem('invalid', { errors });
      const call = { ...frame, params: found.data, query: asked.data, body: sent?.data };
      return answer.parse(await handle(call as Call<z.output<P>, z.output<Q>, z.output<B>>));
    },
  };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
