import type { PersonId } from '@passerelle/model';

/** Who stands at the door. A guest is somebody without a membership, let in by a person who may. */
export type Visitor =
  | { readonly kind: 'person'; readonly id: PersonId; readonly name: string; readonly email: string | null }
  /** `id`: made up for this visit, so that two guests of one name are two people. */
  | { readonly kind: 'guest'; readonly id: string; readonly name: string };

export type RoomLevel = 'join' | 'moderate';

export interface Visit {
  readonly visitor: Visitor;
  /** The room's native name. */
  readonly room: string;
  readonly level: RoomLevel;
}
export interface Admission {
  /** Where the browser is sent. It carries the token: a secret for minutes, never to be logged. */
  readonly url: string;
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A public key as a JSON Web Key (RFC 7517). */
export interface PublishedKey {
  readonly kty: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
}

/** How people come into a room: whoever serves it asks for a token at the very moment when somebody goes through the door, and publishes our keys. */
export interface VideoDoor {
  /** Where people see the platform. */
  readonly url: string;
  /** @throws an error when such a token is never made: another's room, a guest who would moderate */
  admit(visit: Visit): Promise<Admission>;
  /** What is published at `/jwks` for this target; null where a secret is shared. `maxAge` in seconds, for Cache-Control. */
  jwks(): { readonly body: { readonly keys: readonly PublishedKey[] }; readonly maxAge: number } | null;
  /** What the platform shows when it asks whether a room may open (mod_reservations); null: it is not set up to ask. A secret. */
  readonly reservationSecret: string | null;
}

/** How people come into a forum that leaves the login to us (DiscourseConnect). */
export interface ForumDoor {
  /** Where people see the forum. */
  readonly url: string;
  /** Shared with the forum: signs its questions and our answers. A secret. */
  readonly secret: string;
  /** The only addresses to which an answer is ever sent. */
  readonly returnUrls: readonly string[];
  /** The group in which a new account is born, which marks it as ours; null where there is none. */
  readonly accountGroup: string | null;
}

/** Doors of a platform at which people are let in by us. */
export interface Doors {
  readonly video?: VideoDoor;
  readonly forum?: ForumDoor;
}
