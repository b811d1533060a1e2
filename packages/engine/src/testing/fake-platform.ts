import {
  ConnectorError,
  type Batch,
  type BatchOperation,
  type Call,
  type Manifest,
  type Outcome,
  type Scope,
  type ObservedEvent,
  type Target,
  type TargetConnector,
} from '@passerelle/connector-kit';
import { toolOfKey, type Change, type EntryContent, type Level, type Profile, type Tool } from '@passerelle/model';
import { z } from 'zod';

interface FakeAccount {
  enabled: boolean;
  profile: Profile;
  groups: Set<string>;
}

interface FakeSpace {
  label: string;
  readonly tool: Tool;
  readonly parent: string | null;
  readonly grants: Map<string, Level>;
}

interface FakeEntry {
  /** Null: somebody else's. */
  readonly entry: string | null;
  readonly content: EntryContent | null;
  readonly digest: string | null;
  intact: boolean;
}

/** What kind of platform it is. */
export interface FakeManifest {
  /** People log in there. */
  readonly identity?: boolean;
  readonly concurrency?: number;
  readonly grantsTo?: 'people';
  readonly tools?: readonly Tool[];
  readonly levels?: Manifest['levels'];
  readonly parts?: NonNullable<Manifest['parts']>;
  readonly nesting?: number;
  readonly insideNeeds?: NonNullable<Manifest['insideNeeds']>;
  readonly entries?: NonNullable<Manifest['entries']>;
  readonly texts?: Manifest['texts'];
}

/** A platform in memory that behaves as a well-made one: every test of the engine looks at it as its administrator would. */
export class FakePlatform {
  readonly accounts = new Map<string, FakeAccount>();
  readonly groups = new Map<string, { label: string }>();
  /** Grants by group; by account, where they go to people. */
  readonly spaces = new Map<string, FakeSpace>();
  /** What is in calendars and address books: by space, then by name of the object. */
  readonly entries = new Map<string, Map<string, FakeEntry>>();
  mark: string | null = null;
  /** The id that an account of this person gets. */
  accountId: (person: string) => string = (person) => person;
  /** Every change that arrived, in order. */
  readonly log: string[] = [];
  /** Called before a change takes effect; may throw a ConnectorError, or wait. */
  before: (change: Change) => void | Promise<void> = () => undefined;
  /** Called when the change has taken effect and before it is answered. */
  after: (change: Change) => void | Promise<void> = () => undefined;
  /** Containers that break off when they are read: `accounts`, `groups`, `members:<native>`. */
  readonly broken = new Set<string>();
  inFlight = 0;
  mostInFlight = 0;

  membersOf(group: string): string[] {
    return [...this.accounts]
      .filter(([, account]) => account.groups.has(group))
      .map(([id]) => id)
      .sort();
  }
}

const failure = (name: string): ConnectorError =>
  new ConnectorError({ code: 'timeout', retry: 'backoff', scope: 'operation', request: `fake: read ${name}` });

async function* observe(
  platform: FakePlatform,
  { tools: served = ['files'], grantsTo, entries: holds = {} }: FakeManifest,
  scope: Scope,
  call: Call,
): AsyncGenerator<ObservedEvent> {
  await call.before(null);
  call.after('answered');
  const done = (container: Extract<ObservedEvent, { kind: 'container' }>['container'], name: string): ObservedEvent =>
    platform.broken.has(name)
      ? { kind: 'container', container, state: 'partial', error: failure(name) }
      : { kind: 'container', container, state: 'complete' };
  if (!platform.broken.has('accounts')) {
    for (const [native, { enabled, profile }] of platform.accounts) {
      yield {
        kind: 'account',
        native,
        anchor: native,
        login: native,
        enabled,
        profile,
        federated: false,
        protected: native === 'admin' ? 'administrator' : null,
      };
    }
  }
  yield done({ of: 'accounts' }, 'accounts');
  if (grantsTo !== 'people') {
    for (const [native, { label }] of platform.groups) yield { kind: 'group', native, label, mark: null };
    yield done({ of: 'groups' }, 'groups');
  }
  for (const group of scope.groups) {
    if (!platform.broken.has(`members:${group}`))
      for (const account of platform.membersOf(group)) yield { kind: 'membership', group, account };
    yield done({ of: 'members', group }, `members:${group}`);
  }
  for (const tool of served) {
    for (const [native, { label, tool: of }] of platform.spaces)
      if (of === tool) yield { kind: 'space', native, tool, label, mark: null };
    yield done({ of: 'spaces', tool }, `spaces:${tool}`);
  }
  for (const { native } of scope.spaces) {
    for (const [holder, level] of platform.broken.has(`grants:${native}`)
      ? []
      : (platform.spaces.get(native)?.grants ?? [])) {
      const to = grantsTo === 'people' ? { account: holder } : { group: holder };
      yield { kind: 'grant', space: native, ...to, level, detail: '' };
    }
    yield done({ of: 'grants', space: native }, `grants:${native}`);
    const space = platform.spaces.get(native);
    if (space === undefined || holds[space.tool] === undefined) continue;
    if (!platform.broken.has(`entries:${native}`)) {
      for (const [name, { entry, digest, intact }] of platform.entries.get(native) ?? [])
        yield { kind: 'entry', space: native, native: name, entry, digest, intact };
    }
    yield done({ of: 'entries', space: native }, `entries:${native}`);
  }
}

type Answer =
  | { readonly result: 'applied' | 'already'; readonly native?: string; readonly anchor?: string }
  | { readonly result: 'superseded'; readonly why: string };

/** Nothing that somebody has changed by hand is written over, unless the change says so. */
function applyEntry(platform: FakePlatform, space: string, change: Change & { kind: 'entry' }): Answer {
  if (!platform.spaces.has(space)) return { result: 'superseded', why: 'its space is gone' };
  const native = change.verb === 'remove' ? change.native : `passerelle-${change.entry}`;
  const objects = platform.entries.get(space) ?? new Map<string, FakeEntry>();
  platform.entries.set(space, objects);
  const present = objects.get(native);
  if (present !== undefined && !present.intact && change.evenIfChanged !== true)
    return { result: 'superseded', why: 'somebody has changed it by hand' };
  if (change.verb === 'remove') return { result: objects.delete(native) ? 'applied' : 'already' };
  const { entry, content, digest } = change;
  if (present?.intact === true && present.digest === digest) return { result: 'already', native };
  objects.set(native, { entry, content, digest, intact: true });
  return { result: 'applied', native };
}

function applyOne(
  platform: FakePlatform,
  { change, attemptedBefore }: BatchOperation,
  natives: Batch['natives'],
): Answer {
  const group = (key: string): string => natives.groups[key] ?? '';
  const taken = (what: string): ConnectorError =>
    new ConnectorError({ code: 'taken', retry: 'never', scope: 'operation', request: `fake: create ${what}` });
  switch (change.kind) {
    case 'account': {
      if (change.verb === 'create') {
        const native = platform.accountId(change.person);
        const known = platform.accounts.get(native);
        if (known !== undefined && !attemptedBefore) throw taken('account');
        if (known === undefined)
          platform.accounts.set(native, { enabled: true, profile: change.profile, groups: new Set() });
        return { result: known === undefined ? 'applied' : 'already', native, anchor: change.person };
      }
      if (change.verb === 'adopt') return { result: 'applied', native: change.native };
      const account = platform.accounts.get(natives.accounts[change.person] ?? '');
      if (account === undefined)
        throw new ConnectorError({ code: 'not-found', retry: 'never', scope: 'operation', request: 'fake: account' });
      if (change.verb === 'update') account.profile = change.profile;
      else account.enabled = change.verb === 'enable';
      return { result: 'applied' };
    }
    case 'group': {
      if (change.verb === 'adopt') return { result: 'applied', native: change.native };
      const native = change.verb === 'create' ? change.name : group(change.group);
      const known = platform.groups.get(native);
      if (change.verb === 'create' && known !== undefined && !attemptedBefore) throw taken('group');
      platform.groups.set(native, { label: change.label });
      return { result: change.verb === 'create' && known !== undefined ? 'already' : 'applied', native };
    }
    case 'membership': {
      if (change.verb === 'put-back') {
        platform.accounts.get(change.account)?.groups.delete(group(change.group));
        return { result: 'applied' };
      }
      const account = platform.accounts.get(natives.accounts[change.person] ?? platform.accountId(change.person));
      if (account === undefined)
        throw new ConnectorError({ code: 'not-found', retry: 'never', scope: 'operation', request: 'fake: member' });
      let changed = false;
      for (const key of change.add) {
        if (!account.groups.has(group(key))) changed = true;
        account.groups.add(group(key));
      }
      for (const key of change.remove) changed = account.groups.delete(group(key)) || changed;
      return { result: changed ? 'applied' : 'already' };
    }
    case 'space': {
      if (change.verb === 'adopt') return { result: 'applied', native: change.native };
      // Names are given once for each tool: two spaces of different tools may bear the same.
      const tool = toolOfKey(change.space);
      const isOthers = change.verb === 'create' && (platform.spaces.get(change.name)?.tool ?? tool) !== tool;
      const name = change.verb === 'create' && isOthers ? `${change.name} ${tool}` : null;
      const native = name ?? (change.verb === 'create' ? change.name : (natives.spaces[change.space] ?? ''));
      const known = platform.spaces.get(native);
      if (change.verb === 'create') {
        if (known !== undefined && !attemptedBefore) throw taken('space');
        const parent = change.parent === undefined ? null : (natives.spaces[change.parent] ?? null);
        if (change.parent !== undefined && (parent === null || !platform.spaces.has(parent)))
          throw new ConnectorError({ code: 'not-found', retry: 'never', scope: 'operation', request: 'fake: parent' });
        platform.spaces.set(native, {
          label: change.label,
          tool,
          parent,
          grants: new Map(change.grants.map((grant) => [group(grant.group), grant.level])),
        });
        return { result: known === undefined ? 'applied' : 'already', native };
      }
      if (known !== undefined) known.label = change.label;
      return { result: 'applied', native };
    }
    case 'grant': {
      const grants = platform.spaces.get(natives.spaces[change.space] ?? '')?.grants;
      if (change.verb === 'put-back') {
        grants?.delete(change.account);
        return { result: 'applied' };
      }
      if (change.verb === 'change-for') {
        const account = natives.accounts[change.person] ?? platform.accountId(change.person);
        if (!platform.accounts.has(account))
          throw new ConnectorError({ code: 'not-found', retry: 'never', scope: 'operation', request: 'fake: grant' });
        const isThere = (grants?.get(account) ?? 'none') === change.level;
        if (change.level === 'none') grants?.delete(account);
        else grants?.set(account, change.level);
        return { result: isThere ? 'already' : 'applied' };
      }
      for (const { group: key, level } of change.grants) {
        if (level === 'none') grants?.delete(group(key));
        else grants?.set(group(key), level);
      }
      return { result: 'applied' };
    }
    case 'entry':
      return applyEntry(platform, natives.spaces[change.space] ?? '', change);
  }
}

async function apply(platform: FakePlatform, batch: Batch, call: Call): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let failed: ConnectorError | null = null;
  platform.inFlight += 1;
  platform.mostInFlight = Math.max(platform.mostInFlight, platform.inFlight);
  try {
    for (const operation of batch.operations) {
      try {
        if (failed !== null) throw failed;
        await call.before(null);
        await platform.before(operation.change);
        const answer = applyOne(platform, operation, batch.natives);
        platform.log.push(`${operation.change.kind}.${operation.change.verb}`);
        await platform.after(operation.change);
        call.after('answered');
        outcomes.push({ id: operation.id, ...answer });
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        if (failed === null) call.after(error.code === 'unauthorized' ? 'unauthorized' : 'failed');
        failed = error;
        outcomes.push({ id: operation.id, result: 'failed', error });
      }
    }
  } finally {
    platform.inFlight -= 1;
  }
  return outcomes;
}

const config = z.strictObject({ credential: z.string().default('secret'), parts: z.array(z.string()).optional() });

/** The connector of a platform in memory. */
export const fakeConnector = (
  platform: FakePlatform,
  of: FakeManifest = {},
): TargetConnector<z.infer<typeof config>> => ({
  manifest: {
    id: 'fake',
    title: 'Fake',
    identity: of.identity ?? false,
    kinds:
      of.grantsTo === 'people'
        ? ['account', 'space', 'grant']
        : [
            'account',
            'group',
            'membership',
            'space',
            'grant',
            ...(of.entries === undefined ? [] : (['entry'] as const)),
          ],
    tools: of.tools ?? (of.identity === true ? [] : ['files']),
    levels: of.levels ?? { files: { read: '1', write: '15', manage: '31' } },
    ...(of.grantsTo === undefined ? {} : { grantsTo: of.grantsTo }),
    ...(of.parts === undefined ? {} : { parts: of.parts }),
    ...(of.nesting === undefined ? {} : { nesting: of.nesting }),
    ...(of.insideNeeds === undefined ? {} : { insideNeeds: of.insideNeeds }),
    ...(of.entries === undefined ? {} : { entries: of.entries }),
    accountModes: ['create'],
    removing: {},
    naming: {
      group: { maxLength: 64, minLength: 1, allowed: 'a-z0-9-', separator: '-', caseSensitive: true },
      space: { maxLength: 200, minLength: 1, allowed: '\\p{L}\\p{N} .-', separator: ' ', caseSensitive: true },
    },
    mergesMembershipsIntoCreate: true,
    concurrency: of.concurrency ?? 3,
    rations: [],
    foundAgainBy: { account: 'natural-key', group: 'natural-key', space: 'natural-key' },
    rights: { running: [], setup: [] },
    config,
    texts: of.texts ?? { fr: {}, en: {} },
  },
  use: ({ credential, parts }) => ({
    accountMode: { local: 'create', directory: 'create' },
    rations: [],
    credential,
    ...(parts === undefined ? {} : { parts }),
  }),
  connect: (): Target => ({
    async *check() {
      // Nothing to say.
    },
    observe: (scope, call) => observe(platform, of, scope, call),
    apply: (batch, call) => apply(platform, batch, call),
    mark: {
      read: async () => platform.mark,
      write: async (mark) => {
        platform.mark = mark;
      },
    },
    close: async () => undefined,
  }),
});
