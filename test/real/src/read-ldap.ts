import { createReadStream } from 'node:fs';
import { silent } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { ldap, ldapConfig, type ChangeEvent, type Since } from '@passerelle/connector-ldap';
import { z } from 'zod';

const endWithCursor = z.object({ kind: z.literal('end'), shape: z.object({ cursor: z.string() }) });

/** Everything that a reading of the LDAP source with this configuration tells; of what is new, where a place to go on from is given. */
export async function readLdap(config: object, since?: Since): Promise<readonly ChangeEvent[]> {
  const source = ldap.connect(ldapConfig.parse(config), {
    name: 'ldap',
    logger: silent,
    now: Date.now,
    readFile: (path) => createReadStream(path),
  });
  const told: ChangeEvent[] = [];
  const events = since === undefined ? source.read(testCall()) : source.readSince(since, testCall());
  for await (const event of events) told.push(event);
  return told;
}

/** Where the next reading would go on from. */
export const cursorOf = (events: readonly ChangeEvent[]): string => endWithCursor.parse(events.at(-1)).shape.cursor;
