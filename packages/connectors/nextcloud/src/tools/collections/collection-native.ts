import { ConnectorError } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import type { CollectionKind } from '../../client/dav-collections.ts';
import type { CollectionRef } from '../../client/dav-objects.ts';
import { foldUid } from '../../protection.ts';
import type { Session } from '../../session.ts';

/** A calendar is known by its owner and its address there: both outlive every renaming. */
export interface CollectionAddress {
  readonly owner: string;
  readonly uri: string;
}

/** `calendar:passerelle/p-icane-1f3a9c2e`. */
export const nativeOf = (kind: CollectionKind, { owner, uri }: CollectionAddress): NativeId =>
  `${kind}:${owner}/${uri}`;

/** Null for what this connector never gave out. */
export const addressOf = (kind: CollectionKind, native: NativeId): CollectionAddress | null => {
  const match = /^(calendar|addressbook):([^/]+)\/([^/]+)$/.exec(native);
  const [, of, owner, uri] = match ?? [];
  return of !== kind || owner === undefined || uri === undefined ? null : { owner, uri };
};

/**
 * A collection of ours with the credentials of its owner.
 * @throws ConnectorError `rejected` when its owner is not among the accounts of the settings any more: then it is unknown, never gone
 */
export const openAddress = (
  { owners }: Session,
  kind: CollectionKind,
  native: NativeId,
  request: string,
): CollectionRef | null => {
  const address = addressOf(kind, native);
  if (address === null) return null;
  const owner = owners.find(({ user }) => foldUid(user) === foldUid(address.owner));
  if (owner === undefined) {
    const detail = `the account ${address.owner}, which owns it, is not among the settings' owners`;
    throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
  }
  return { kind, owner, uri: address.uri };
};
