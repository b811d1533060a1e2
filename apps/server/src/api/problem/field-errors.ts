import { message, type Message } from '@passerelle/model';
import type { z } from 'zod';
import type { FieldError } from './problem.ts';

const pointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function whatOf(issue: z.core.$ZodIssue): Message {
  switch (issue.code) {
    case 'invalid_type':
      return message(issue.input === undefined ? 'field.missing' : 'field.type');
    case 'unrecognized_keys':
      return message('field.unknown', { names: issue.keys.join(', ') });
    case 'invalid_value':
      return message('field.value', { values: issue.values.map(String).join(', ') });
    case 'invalid_format':
      return message('field.format');
    case 'too_small':
      return message('field.small');
    case 'too_big':
      return message('field.big');
    default:
      return message('field.wrong');
  }
}

/** What zod found, field by field, without what was sent: it may be a secret in the wrong place. */
export const fieldErrors = (where: FieldError['in'], { issues }: z.core.$ZodError): readonly FieldError[] =>
  issues.map((issue) => ({ in: where, field: pointer(issue.path), what: whatOf(issue) }));
