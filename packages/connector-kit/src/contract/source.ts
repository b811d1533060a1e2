import type { CommunityId, Language, LocalDate, Message, Participation, RoleId, Texts } from '@passerelle/model';
import type { z } from 'zod';
import type { Call } from './call.ts';
import type { Check } from './check.ts';
import type { ConnectorError } from './error.ts';
import type { Logger } from './logger.ts';
import type { Territory } from './territory.ts';

/** A kind of source of people: LDAP, CSV. The smaller contract. */
export interface SourceConnector<Config> {
  readonly manifest: SourceManifest<Config>;
  connect(config: Config, context: SourceContext): Source;
  /** What it reads, where a target might write into it. Pure. Absent: nothing that anything writes. */
  reads?(config: Config): readonly Territory[];
}
export interface SourceManifest<Config> {
  readonly id: string;
  readonly title: string;
  /**
   * A directory that the identity side reads too (LDAP federation): it makes the accounts of these people, and knows them by the same ids.
   * False: people who have no account until Passerelle makes one (a spreadsheet).
   */
  readonly directory: boolean;
  readonly config: z.ZodType<Config>;
  readonly texts: { readonly fr: Texts; readonly en: Texts };
}
export interface SourceContext {
  readonly name: string;
  readonly logger: Logger;
  readonly now: () => number;
  /** Reads a local file as bytes, in pieces (CSV). */
  readonly readFile: (path: string) => AsyncIterable<Uint8Array>;
}
export interface Source {
  check(call: Call): AsyncIterable<Check>;
  /** Streams every record, then exactly one `end`. Never throws for what the source answers: an incomplete reading ends `partial`. */
  read(call: Call): AsyncIterable<SourceEvent>;
  close(): Promise<void>;
}

export type SourceEvent =
  | { readonly kind: 'record'; readonly record: SourceRecord }
  /** A record that cannot be used: where it is (line, DN), why, and what to do. It says nothing about the person's absence. */
  | { readonly kind: 'rejected'; readonly where: string; readonly externalId: string | null; readonly reason: Message }
  /** Worth telling, used all the same. */
  | { readonly kind: 'notice'; readonly where: string; readonly reason: Message }
  | { readonly kind: 'end'; readonly state: 'complete'; readonly shape: Shape }
  | { readonly kind: 'end'; readonly state: 'partial'; readonly error: ConnectorError };

/** A person as a source tells them. `null`: the source says "none"; a source that does not carry the field at all says so in its shape. */
export interface SourceRecord {
  /** Never changes for this person there: entryUUID, objectGUID, a CSV's key column (or folded address). */
  readonly externalId: string;
  readonly where: string;
  readonly login: string | null;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly preferredLanguage: Language | null;
  readonly organization: string | null;
  readonly phoneNumber: string | null;
  /** False: the account there is locked or disabled. */
  readonly active: boolean;
  readonly memberships: readonly SourceMembership[];
  readonly assignments: readonly SourceAssignment[];
}
export interface SourceMembership {
  readonly community: CommunityId;
  readonly participation: Participation;
  readonly from: LocalDate | null;
  readonly until: LocalDate | null;
}
export interface SourceAssignment {
  readonly community: CommunityId;
  readonly role: RoleId;
  readonly from: LocalDate | null;
  readonly until: LocalDate | null;
}

/** What the reading looked like: when this changes, nothing that comes from it is applied before a person has looked. */
export interface Shape {
  /** Base DN and filter, or the file's header: a change of it is a change of shape. */
  readonly scope: string;
  /** The attribute that gave `externalId`. */
  readonly idField: string;
  readonly records: number;
  /** For each field, how many records carried a value. */
  readonly filled: Readonly<Record<string, number>>;
}
