import type { CommunityId, Language, LocalDate, Message, Participation, RoleId, SourceId } from '@passerelle/model';

/*
 * What a source tells, in the shape of the connector kit's contract (which the store does not know): what `source.read()` gives fits as it is.
 */

export interface SourceRecord {
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
  readonly active: boolean;
  readonly memberships: readonly {
    readonly community: CommunityId;
    readonly participation: Participation;
    readonly from: LocalDate | null;
    readonly until: LocalDate | null;
  }[];
  readonly assignments: readonly {
    readonly community: CommunityId;
    readonly role: RoleId;
    readonly from: LocalDate | null;
    readonly until: LocalDate | null;
  }[];
}

export interface SourceShape {
  readonly scope: string;
  readonly idField: string;
  readonly records: number;
  readonly filled: Readonly<Record<string, number>>;
  /** Where the next reading may go on from; kept with what was taken over. Absent: it reads everything. */
  readonly cursor?: string;
}

/** Somebody who is there, of whom only this was read. */
export interface PresentRecord {
  readonly externalId: string;
  readonly active: boolean;
  readonly memberships: SourceRecord['memberships'];
  readonly assignments: SourceRecord['assignments'];
}

export type SourceEvent =
  | { readonly kind: 'record'; readonly record: SourceRecord }
  | ({ readonly kind: 'present' } & PresentRecord)
  | { readonly kind: 'rejected'; readonly where: string; readonly externalId: string | null; readonly reason: Message }
  | { readonly kind: 'notice'; readonly where: string; readonly reason: Message }
  | { readonly kind: 'end'; readonly state: 'complete'; readonly shape: SourceShape }
  | { readonly kind: 'end'; readonly state: 'partial'; readonly error: Error };

export interface SourceSettings {
  readonly source: SourceId;
  /**
   * `source`: authoritative for its own people and claims; people are recognised by the record's id, those it no longer tells depart.
   * `import`: only adds and updates; people are recognised by their address, what it claims is claimed by hand.
   */
  readonly mode: 'source' | 'import';
  /** `anchor`: a record's id becomes the person's, where it is a UUID and free. Default `new`. */
  readonly personIdFrom?: 'new' | 'anchor';
}

/** Something that a person should look at: a conflict to settle, a line that was left aside. */
export interface SourceFinding {
  readonly severity: 'rejected' | 'refused' | 'notice';
  readonly message: Message;
  readonly externalId: string | null;
  /** The known person whom it is about, for a proposed match. */
  readonly person: string | null;
}
