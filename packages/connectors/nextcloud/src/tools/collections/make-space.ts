import {
  ConnectorError,
  already,
  applied,
  isConnectorError,
  superseded,
  type BatchOperation,
  type Result,
} from '@passerelle/connector-kit';
import type { SpaceCreate } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { makeCollection, type Collection } from '../../client/dav-collections.ts';
import type { CollectionRef } from '../../client/dav-objects.ts';
import { titled } from '../../client/request.ts';
import type { Owner } from '../../owners.ts';
import { collectionUri, isOurUri } from './collection-name.ts';
import { nativeOf } from './collection-native.ts';
import type { CollectionTool } from './collection-tool.ts';
import { readHome, roomIn, type Home } from './room.ts';
import { wantedShares } from './share-changes.ts';
import { gone, writeShares } from './write-shares.ts';

const request = titled('create space');
const problem = (code: 'taken' | 'rejected', detail: string): ConnectorError =>
  new ConnectorError({ code, retry: 'never', scope: 'operation', request, detail });

/** A found or new one; born shared with nobody. */
interface Made {
  readonly ref: CollectionRef;
  readonly shares: Collection['shares'];
  readonly isNew: boolean;
}

const found = ({ kind }: CollectionTool, { owner, collections }: Home, uri: string): Made | null => {
  const own = collections.find((each) => each.uri === uri && !each.isInBin);
  return own === undefined ? null : { ref: { kind, owner, uri }, shares: own.shares, isNew: false };
};

/** An hour: the creations of one account are rationed by the hour, where they are (facts §5). */
const hour = 3_600_000;

type Attempt = 'done' | 'taken' | { readonly full: ConnectorError | null };

/** One account's try. What it may not have, another account may: too many, or too many in an hour. */
const tryOwner = async (
  { session, call }: Work,
  { kind }: CollectionTool,
  owner: Owner,
  uri: string,
  label: string,
): Promise<Attempt> => {
  try {
    const result = await makeCollection(session, call, kind, { owner, uri, label });
    return result === 'full' ? { full: null } : result;
  } catch (error) {
    if (!isConnectorError(error) || error.code !== 'rate-limited') throw error;
    const { retry } = error;
    const at = Math.min(typeof retry === 'object' ? retry.at : Infinity, session.context.now() + hour);
    return { full: new ConnectorError({ code: 'rate-limited', retry: { at }, scope: 'operation', request, status: 429, detail: `${owner.user} has made as many as it may for now` }) }; // prettier-ignore
  }
};

const noRoom = (tool: CollectionTool, owners: number): ConnectorError =>
  problem(
    'rejected',
    `${owners === 1 ? 'the service account has' : `all ${owners} accounts have`} as many ${tool.tool === 'calendar' ? 'calendars' : 'address books'} as allowed: name a further account in the settings (owners)`,
  );

const make = async (
  tool: CollectionTool,
  work: Work,
  operation: BatchOperation,
  change: SpaceCreate,
): Promise<Made> => {
  const { session, call } = work;
  const uri = collectionUri(change);
  const { kind } = tool;
  // An attempt that broke off may have made it with any of the accounts.
  if (operation.attemptedBefore) {
    for (const owner of session.owners) {
      const ours = found(tool, await readHome(session, call, kind, owner), uri);
      if (ours !== null) return ours;
    }
  }
  let waiting: ConnectorError | null = null;
  for (const owner of session.owners) {
    const key = `${kind} ${owner.user}`;
    if ((session.fullUntil.get(key) ?? 0) > session.context.now()) continue;
    const home = await readHome(session, call, kind, owner);
    // Somebody's own of that name waits for a person's word; ours of the same name belong to other communities.
    const namesake = home.collections.find(
      ({ label, uri: other, isInBin }) => label === change.name && !isOurUri(other) && !isInBin,
    );
    if (namesake !== undefined) throw problem('taken', `${owner.user} has one called ${change.name}`);
    const attempt: Attempt =
      roomIn(session, kind, home) === 0 ? { full: null } : await tryOwner(work, tool, owner, uri, change.label);
    if (attempt === 'taken') throw problem('taken', `the address ${uri} is in use, perhaps in the bin`);
    if (attempt === 'done') return { ref: { kind, owner, uri }, shares: [], isNew: true };
    waiting ??= attempt.full;
    // Asked again after a while: somebody may have made room.
    if (attempt.full === null) session.fullUntil.set(key, session.context.now() + 600_000);
  }
  throw waiting ?? noRoom(tool, session.owners.length);
};

/** A calendar or an address book with all its grants. Nobody sees it before they are there: it is born shared with nobody. */
export const createCollection = async (
  tool: CollectionTool,
  work: Work,
  operation: BatchOperation,
  change: SpaceCreate,
): Promise<Result> => {
  const wanted = wantedShares(tool, work, change.grants, request);
  if (wanted === null) return superseded(operation, 'a group is not there any more');
  const { ref, shares, isNew } = await make(tool, work, operation, change);
  const changed = await writeShares(work, ref, { shares }, wanted);
  if (changed === null) return superseded(operation, gone(tool));
  const native = nativeOf(tool.kind, { owner: ref.owner.user, uri: ref.uri });
  work.spaces.set(change.space, native);
  return isNew || changed ? applied(operation, native) : already(operation, native);
};
