import { isConnectorError, labelOfName, type Call, type ObservedEvent, type Scope } from '@passerelle/connector-kit';
import type { NativeId, ObservedGrant, ObservedSpace } from '@passerelle/model';
import {
  accessIn,
  admins,
  listCategories,
  readCategory,
  type Category,
  type CategoryName,
} from '../client/categories.ts';
import { categoryRows } from '../client/explorer.ts';
import { isNumber } from '../client/groups.ts';
import { detailOf, levelOf } from '../levels.ts';
import { spaceRule } from '../naming-rules.ts';
import { stops, type Session } from '../session.ts';
import { oldestFirst, wasRead } from './oldest-first.ts';
import type { Reading } from '@passerelle/connector-kit';

const spaceView = ({ native, name }: CategoryName): ObservedSpace => ({
  kind: 'space',
  native,
  tool: 'forum',
  // A category has a name and no label: one that only got a suffix because the name was taken keeps the label that it was made for.
  label: labelOfName(name, spaceRule),
  mark: null,
});

/** Administrators see every category whatever its permissions: their entry is what keeps a list from being empty, and tells nothing. */
function* grantViews(category: Category): Generator<ObservedGrant> {
  for (const group of new Set([...category.entries.keys(), ...(category.moderators ?? [])])) {
    const access = accessIn(category, group);
    if (group === admins && !access.moderates) continue;
    yield { kind: 'grant', space: category.native, group, level: levelOf(access), detail: detailOf(access) };
  }
}

interface Seen {
  readonly names: readonly CategoryName[];
  /** All of them with their permissions, where Data Explorer told. */
  readonly whole: ReadonlyMap<NativeId, Category> | null;
}

const byExplorer = async (session: Session, call: Call, query: number): Promise<Seen | null> => {
  try {
    const categories = await categoryRows(session, call, query);
    return { names: categories, whole: new Map(categories.map((category) => [category.native, category])) };
  } catch (error) {
    if (!isConnectorError(error) || stops(error)) throw error;
    if (!['not-found', 'forbidden', 'rejected'].includes(error.code)) throw error;
    return null;
  }
};

/** Categories in one call, and the grants of ours: in that same call with Data Explorer, one call each without. */
export async function* observeSpaces(
  session: Session,
  scope: Scope,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  const { dataExplorer } = session.config;
  const owned = [...new Set(scope.spaces.filter(({ tool }) => tool === 'forum').map(({ native }) => native))];
  const names = scope.extent === 'full' ? [] : scope.names.spaces.filter(({ tool }) => tool === 'forum');
  const isFull = scope.extent === 'full';
  if (!isFull && owned.length === 0 && names.length === 0) {
    yield* reading.container({ of: 'spaces', tool: 'forum' }, () => []);
    return;
  }
  const result = await reading.step(async (): Promise<Seen> => {
    const told = dataExplorer === undefined ? null : await byExplorer(session, call, dataExplorer.categories);
    return told ?? { names: await listCategories(session, call), whole: null };
  });
  const seen = (): Seen => {
    if ('error' in result) throw result.error;
    return result.value;
  };
  const isAsked = (name: string): boolean => names.some((asked) => asked.name.toLowerCase() === name.toLowerCase());
  yield* reading.container({ of: 'spaces', tool: 'forum' }, async function* () {
    const listed = new Set<NativeId>();
    for (const category of seen().names) {
      listed.add(category.native);
      if (isFull || owned.includes(category.native) || isAsked(category.name)) yield spaceView(category);
    }
    // One of ours that the list does not show is looked for by its number before it counts as gone.
    for (const native of owned.filter((each) => isNumber(each) && !listed.has(each))) {
      const category = await readCategory(session, call, native);
      if (category !== null) yield spaceView(category);
    }
  });
  for (const space of oldestFirst(session, owned, (native) => `grants ${native}`)) {
    const grants = reading.container({ of: 'grants', space }, async function* () {
      const { whole } = seen();
      const category = whole?.get(space) ?? (isNumber(space) ? await readCategory(session, call, space) : null);
      if (category !== null) yield* grantViews(category);
    });
    for await (const event of grants) {
      if (event.kind === 'container' && event.state === 'complete') wasRead(session, `grants ${space}`);
      yield event;
    }
  }
}
