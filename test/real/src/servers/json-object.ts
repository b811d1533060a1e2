export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws Error naming `what`, when the answer has another shape */
export function jsonObject(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${what} is not an object`);
  return Object.fromEntries(Object.entries(value));
}

/** @throws Error naming `what`, when the answer has another shape */
export function jsonObjects(value: unknown, what: string): JsonObject[] {
  if (!Array.isArray(value)) throw new Error(`${what} is not a list`);
  return value.map((item: unknown) => jsonObject(item, `an item of ${what}`));
}

/** @throws Error naming the field, when it is absent or no text */
export function text(object: JsonObject, field: string): string {
  const value = object[field];
  if (typeof value !== 'string') throw new Error(`no text in the field ${field}`);
  return value;
}
