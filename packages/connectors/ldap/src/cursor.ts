import { valuesOf, type Session } from '@passerelle/ldap-client';
import type { Entry } from 'ldapts';
import { z } from 'zod';
import type { LdapConfig } from './config.ts';
import type { Preset } from './presets.ts';

/**
 * Up to where the directory is known. It travels as text in the shape of an accepted reading, so that it moves on in the same transaction as what was
 * read. Timestamps are the server's own, so no clock of ours decides what is missed.
 */
const cursorSchema = z.strictObject({
  version: z.literal(1),
  /** What was asked: a cursor of another configuration is none. */
  of: z.string(),
  /** The server it was taken from: a USN means nothing elsewhere (MS-ADTS 3.1.1.1.9), and a replica may have received a change late. */
  server: z.string(),
  /** GeneralizedTime of the newest change seen, or the highest USN. */
  mark: z.string(),
  /** Epoch milliseconds of the last full reading. */
  fullAt: z.number(),
  /** How many of the full reading's people carried each field. */
  filled: z.record(z.string(), z.number()),
  records: z.number(),
});
export type Cursor = z.output<typeof cursorSchema>;

/** What a cursor is taken of: any change of these makes the next reading a full one. */
export const askedOf = ({ base, scope, groups, emailDomains }: LdapConfig, mapping: Preset): string =>
  JSON.stringify([base, scope, groups ?? null, emailDomains, mapping.attributes, mapping.filter, mapping.inactive]);

/** Null: this text is no cursor that we could use. */
export function cursorFrom(text: string): Cursor | null {
  try {
    const parsed = cursorSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Which server answers, as far as its change numbers are concerned. @throws ConnectorError */
export async function serverOf(session: Session, { changes }: Preset): Promise<string> {
  if (changes === 'timestamp') return session.url;
  const root = await rootOf(session, ['dsServiceName']);
  const service = root === null ? undefined : valuesOf(root).text('dsServiceName')[0];
  if (service === undefined) return session.url;
  const filter = '(objectClass=*)';
  // A domain controller restored from a backup counts anew, under another invocation id.
  const settings = await session
    .entry({
      name: 'identify the server',
      base: service,
      filter,
      attributes: ['invocationId'],
      binary: ['invocationId'],
    })
    .catch(() => null);
  const id = settings === null ? null : valuesOf(settings).bytes('invocationId');
  return `${service} ${id === null ? '' : Buffer.from(id).toString('hex')}`;
}

/** The highest number that the server has given out; read before anything else. Null: marks are timestamps, seen while reading. @throws ConnectorError */
export async function highestUsn(session: Session, { changes }: Preset): Promise<string | null> {
  if (changes === 'timestamp') return null;
  const root = await rootOf(session, ['highestCommittedUSN']);
  return root === null ? null : (valuesOf(root).text('highestCommittedUSN')[0] ?? null);
}

const rootOf = (session: Session, attributes: readonly string[]): Promise<Entry | null> =>
  session.entry({ name: 'read the root DSE', base: '', filter: '(objectClass=*)', attributes });

/** Looked at again before the mark: writes under way when it was taken, and replicas that were late by less. */
const OVERLAP_MS = 5 * 60_000;

/** The lowest value that a change after the cursor can have. Null: the mark cannot be read. */
export function sinceMark({ mark }: Cursor, { changes }: Preset): string | null {
  if (changes === 'usn') return /^\d+$/.test(mark) ? String(BigInt(mark) + 1n) : null;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(mark)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second) - OVERLAP_MS);
  return `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

/** The newest of the timestamps seen. */
export class NewestChange {
  #newest: string;
  constructor(first = '') {
    this.#newest = first;
  }
  see(entry: Entry): void {
    const [time = ''] = valuesOf(entry).text('modifyTimestamp');
    // GeneralizedTime to the second sorts as text; 389 Directory Server and OpenLDAP write no other (fractions are cut).
    const second = `${time.slice(0, 14)}Z`;
    if (/^\d{14}Z$/.test(second) && second > this.#newest) this.#newest = second;
  }
  /** Null: the directory shows none. */
  get mark(): string | null {
    return this.#newest === '' ? null : this.#newest;
  }
}
