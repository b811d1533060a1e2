import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { JWK } from 'jose';
import type { MailState } from './realm-state.ts';
import type { Realm } from './realm.ts';
import { type Snapshot, snapshotSchema } from './snapshot-schema.ts';
import { UserTable } from './user-table.ts';

export interface Restored {
  readonly key: JWK;
  readonly outbox: MailState[];
  readonly realms: Map<string, Realm>;
}

/** The state of an earlier run, or undefined when there is none. @throws when the file is not a snapshot of this version */
export function restoreSnapshot(file: string): Restored | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const { key, outbox, realms } = snapshotSchema.parse(JSON.parse(text));
  return { key, outbox, realms: new Map(realms.map((realm) => [realm.name, realmFrom(realm)])) };
}

/** Writes the whole state into a new file that then takes the old one's place in one step. */
export function saveSnapshot(
  file: string,
  state: { key: JWK; outbox: readonly MailState[]; realms: Iterable<Realm> },
): void {
  const snapshot = { version: 1, key: state.key, outbox: state.outbox, realms: [...state.realms].map(realmTo) };
  writeFileSync(`${file}.new`, JSON.stringify(snapshot), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function realmTo(realm: Realm): Record<string, unknown> {
  return {
    ...realm,
    users: realm.users.all(),
    groups: [...realm.groups.values()],
    roles: [...realm.roles.values()],
    clients: [...realm.clients.values()],
    components: [...realm.components.values()],
    sessions: [...realm.sessions.values()],
  };
}

function realmFrom(realm: Snapshot['realms'][number]): Realm {
  return {
    ...realm,
    users: new UserTable(realm.users),
    groups: byId(realm.groups),
    roles: byId(realm.roles),
    clients: byId(realm.clients),
    components: byId(realm.components),
    sessions: byId(realm.sessions),
  };
}

function byId<T extends { readonly id: string }>(list: readonly T[]): Map<string, T> {
  return new Map(list.map((each) => [each.id, each]));
}
