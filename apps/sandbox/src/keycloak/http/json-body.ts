import type { z } from 'zod';
import { describedError, notCovered, plainError } from './reply.ts';

export interface BodyShape<S extends z.ZodObject> {
  /** Name of Keycloak's representation, which its messages contain. */
  readonly name: string;
  /** The fields that the stand-in acts on. */
  readonly schema: S;
  /** Fields that 26.7.4 knows beyond them: they are a 501, and any other one a 400. */
  readonly alsoKnown?: readonly string[];
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw describedError(400, 'invalid_request', 'Cannot parse the JSON');
  }
}

/** Reads a body strictly, with Keycloak's own words for what it does not know. */
export function readBody<S extends z.ZodObject>(text: string, shape: BodyShape<S>): z.output<S> {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw plainError(400, `Invalid json representation for ${shape.name}.`);
  }
  for (const field of Object.keys(value)) {
    if (field in shape.schema.shape) continue;
    if (shape.alsoKnown?.includes(field) === true) throw notCovered(`the field ${field} of ${shape.name}`);
    throw plainError(400, unrecognized(shape.name, field, text));
  }
  const parsed = shape.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw plainError(400, `Invalid json representation for ${shape.name}. Cannot deserialize value of "${where}".`);
}

/** Jackson's position: just after a number, after the first character of anything else. */
function unrecognized(name: string, field: string, text: string): string {
  const at = text.indexOf(JSON.stringify(field));
  const value = /^\s*:\s*/.exec(text.slice(at + field.length + 2));
  const start = at + field.length + 2 + (value?.[0].length ?? 0);
  const number = /^-?[\d.eE+-]+/.exec(text.slice(start));
  const end = start + (number?.[0].length ?? 1);
  const line = text.slice(0, end).split('\n').length;
  const column = end - text.lastIndexOf('\n', end - 1);
  return `Invalid json representation for ${name}. Unrecognized field "${field}" at line ${line} column ${column}.`;
}
