import { message, type Message } from '@passerelle/model';
import type { z } from 'zod';
import { knownKeys } from './known-keys.ts';
import { nearest } from './nearest.ts';
import type { Path } from './read-yaml.ts';

export interface Problem {
  readonly path: Path;
  readonly message: Message;
}

const pathOf = (path: readonly PropertyKey[]): Path =>
  path.map((step) => (typeof step === 'number' ? step : String(step)));

/** zod's issues as messages of ours; none of them quotes a value. */
export function problemsOf(schema: unknown, issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  return issues.flatMap((issue) => problemOf(schema, issue));
}

function problemOf(schema: unknown, issue: z.core.$ZodIssue): readonly Problem[] {
  const path = pathOf(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, path);
      return issue.keys.map((key) => {
        const meant = nearest(key, known);
        return {
          path: [...path, key],
          message:
            meant === null
              ? message('config.unknown-key', { key, known: known.join(', ') })
              : message('config.unknown-key-near', { key, meant }),
        };
      });
    }
    case 'invalid_type':
      return [
        {
          path,
          message:
            issue.input === undefined && issue.message.endsWith('undefined')
              ? message('config.missing', { key: String(path.at(-1) ?? '') })
              : message('config.type', { expected: issue.expected }),
        },
      ];
    case 'invalid_value':
      return [{ path, message: message('config.not-one-of', { known: issue.values.map(String).join(', ') }) }];
    case 'invalid_union':
      return inUnion(schema, issue, path);
    case 'too_small':
      return [{ path, message: message('config.too-small', { least: Number(issue.minimum) }) }];
    case 'too_big':
      return [{ path, message: message('config.too-big', { most: Number(issue.maximum) }) }];
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'custom':
      return [{ path, message: message('config.expected', { what: issue.message }) }];
  }
}

/** Of the alternatives, the one that came nearest: it got deepest, with the fewest objections. */
function inUnion(schema: unknown, issue: z.core.$ZodIssueInvalidUnion, path: Path): readonly Problem[] {
  const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((one) => one.path.length));
  const [best] = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  if (best === undefined) return [{ path, message: message('config.expected', { what: issue.message }) }];
  return best.flatMap((inner) => problemOf(schema, { ...inner, path: [...issue.path, ...inner.path] }));
}
