import type {
  Container,
  NativeId,
  Observed,
  ObservedAccount,
  ObservedEntry,
  ObservedGrant,
  ObservedGroup,
  ObservedSpace,
} from '@passerelle/model';
import { expect } from 'vitest';
import type { ConnectorError } from '../contract/error.ts';
import type { ObservedEvent } from '../contract/target.ts';

/** A finished observation. */
export interface Seen {
  readonly accounts: ReadonlyMap<NativeId, ObservedAccount>;
  readonly groups: ReadonlyMap<NativeId, ObservedGroup>;
  /** `group account` */
  readonly memberships: ReadonlySet<string>;
  readonly spaces: ReadonlyMap<NativeId, ObservedSpace>;
  /** By `space group`, or `space account` where grants go to people. */
  readonly grants: ReadonlyMap<string, ObservedGrant>;
  /** By `space native`. */
  readonly entries: ReadonlyMap<string, ObservedEntry>;
  /** Null: complete. */
  readonly containers: ReadonlyMap<string, ConnectorError | null>;
  /** Resources of each container, for comparison. */
  readonly contents: ReadonlyMap<string, readonly Observed[]>;
}

export const containerKey = (container: Container): string => {
  switch (container.of) {
    case 'members':
      return `members ${container.group}`;
    case 'spaces':
      return `spaces ${container.tool}`;
    case 'grants':
      return `grants ${container.space}`;
    case 'entries':
      return `entries ${container.space}`;
    default:
      return container.of;
  }
};
const containerOf = (resource: Observed): string => {
  switch (resource.kind) {
    case 'account':
      return 'accounts';
    case 'group':
      return 'groups';
    case 'membership':
      return `members ${resource.group}`;
    case 'space':
      return `spaces ${resource.tool}`;
    case 'grant':
      return `grants ${resource.space}`;
    case 'entry':
      return `entries ${resource.space}`;
  }
};
const identityOf = (resource: Observed): string => {
  switch (resource.kind) {
    case 'membership':
      return `${resource.group} ${resource.account}`;
    case 'grant':
      return `${resource.space} ${'group' in resource ? resource.group : resource.account}`;
    case 'entry':
      return `${resource.space} ${resource.native}`;
    default:
      return resource.native;
  }
};

/** Reads an observation to its end and holds it to the contract: a container ends once, nothing of it comes afterwards, nothing comes twice. */
export const collect = async (events: AsyncIterable<ObservedEvent>): Promise<Seen> => {
  const accounts = new Map<NativeId, ObservedAccount>();
  const groups = new Map<NativeId, ObservedGroup>();
  const memberships = new Set<string>();
  const spaces = new Map<NativeId, ObservedSpace>();
  const grants = new Map<string, ObservedGrant>();
  const entries = new Map<string, ObservedEntry>();
  const containers = new Map<string, ConnectorError | null>();
  const contents = new Map<string, Observed[]>();
  const seen = new Set<string>();
  for await (const event of events) {
    if (event.kind === 'container') {
      const key = containerKey(event.container);
      expect(containers.has(key), `${key} ended twice`).toBe(false);
      containers.set(key, event.state === 'complete' ? null : event.error);
      continue;
    }
    const container = containerOf(event);
    expect(containers.has(container), `a resource of ${container} came after its end`).toBe(false);
    const identity = `${event.kind} ${identityOf(event)}`;
    expect(seen.has(identity), `${identity} came twice`).toBe(false);
    seen.add(identity);
    contents.set(container, [...(contents.get(container) ?? []), event]);
    if (event.kind === 'account') accounts.set(event.native, event);
    else if (event.kind === 'group') groups.set(event.native, event);
    else if (event.kind === 'membership') memberships.add(identityOf(event));
    else if (event.kind === 'space') spaces.set(event.native, event);
    else if (event.kind === 'grant') grants.set(identityOf(event), event);
    else entries.set(identityOf(event), event);
  }
  for (const container of contents.keys())
    expect([...containers.keys()], `${container} never ended`).toContain(container);
  return { accounts, groups, memberships, spaces, grants, entries, containers, contents };
};

/** The containers that did not end complete, with why. */
export const partials = (seen: Seen): readonly (readonly [string, ConnectorError])[] =>
  [...seen.containers].flatMap(([key, error]) => (error === null ? [] : [[key, error] as const]));
