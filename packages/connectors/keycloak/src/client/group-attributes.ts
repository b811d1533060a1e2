import type { Call } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';
import { problem } from './error-of.ts';
import { groupPath } from './groups.ts';
import { groupSchema, type Group } from './schemas.ts';

/** A PUT replaces all attributes: the whole is written, and read back. */
export async function writeGroupAttributes(
  session: Session,
  group: Group,
  changes: Readonly<Record<string, string[]>>,
  call: Call,
): Promise<void> {
  const attributes = { ...group.attributes, ...changes };
  const { name, description } = group;
  const body = { name, ...(typeof description === 'string' ? { description } : {}), attributes };
  await session.api.write({ name: 'change a group', method: 'PUT', path: groupPath(group.id), body }, call);
  const written = await session.api.read(
    { name: 'read a group back', method: 'GET', path: groupPath(group.id) },
    groupSchema,
    call,
  );
  for (const [attribute, [value]] of Object.entries(changes)) {
    if (written.attributes?.[attribute]?.[0] === value) continue;
    throw problem('change a group', 'unexpected-answer', `${attribute} did not show when read back`, {
      retry: 'backoff',
    });
  }
}
