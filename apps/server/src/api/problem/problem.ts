import { message, say, type Message, type Texts } from '@passerelle/model';
import { problems, type ProblemCode } from './problems.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

export const problemTexts: Readonly<Record<'fr' | 'en', Texts>> = { fr, en };

/** Something that was sent and is not correct. */
export interface FieldError {
  readonly in: 'query' | 'body';
  /** JSON pointer (RFC 6901) within it; empty: the whole of it. */
  readonly field: string;
  readonly what: Message;
}

/** An answer that is no success: thrown wherever it is noticed, told as RFC 9457 wants it. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  readonly reasons: readonly Message[];
  constructor(
    code: ProblemCode,
    { errors = [], reasons = [] }: { errors?: readonly FieldError[]; reasons?: readonly Message[] } = {},
  ) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.errors = errors;
    this.reasons = reasons;
  }
}

/** The problem document (RFC 9457 §3) in the reader's language. `reasonOf` says the reasons, which may be any package's. */
export function problemDocument(
  { code, errors, reasons }: Problem,
  {
    language,
    base,
    reasonOf,
  }: {
    readonly language: 'fr' | 'en';
    readonly base: string;
    readonly reasonOf: (reason: Message) => string;
  },
) {
  const text = (what: Message): string => say(problemTexts[language], language, what);
  return {
    type: `${base}/api/problems/${code}`,
    code,
    status: problems[code],
    title: text(message(code)),
    detail: text(message(`${code}.do`)),
    ...(errors.length === 0
      ? {}
      : {
          errors: errors.map(({ in: where, field, what }) => ({
            in: where,
            field,
            code: what.code,
            detail: text(what),
          })),
        }),
    ...(reasons.length === 0
      ? {}
      : { reasons: reasons.map((reason) => ({ code: reason.code, params: reason.params, text: reasonOf(reason) })) }),
  };
}
