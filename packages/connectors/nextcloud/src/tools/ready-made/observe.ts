import { labelOfName, type Call, type ObservedEvent, type Reading, type Scope } from '@passerelle/connector-kit';
import type { ObservedGrant, ObservedSpace } from '@passerelle/model';
import { spaceRule } from '../../naming-rules.ts';
import type { Session } from '../../session.ts';
import { judgeGrants } from './judge-level.ts';
import type { OwnThing, ReadyMadeApp, SharedWith } from './ready-made-app.ts';
import { idsOf, nativeOf } from './ready-made-native.ts';
import { appMissing } from './space.ts';
import { nameOf, readTitle } from './titles.ts';

/** The service account's things that no space of ours holds, put together by their names as spaces would be. */
const strangers = (app: ReadyMadeApp, things: readonly OwnThing[]): { native: string; name: string }[] => {
  const byName = new Map<string, (number | undefined)[]>();
  for (const { id, title } of things) {
    const read = readTitle(app, title);
    if (read === null) continue;
    const ids = byName.get(read.name) ?? app.endings.map(() => undefined);
    ids[read.index] ??= id;
    byName.set(read.name, ids);
  }
  return [...byName].map(([name, ids]) => ({
    name,
    native: nativeOf(
      app.tool,
      ids.flatMap((id) => id ?? []),
    ),
  }));
};

const spaceView = (app: ReadyMadeApp, native: string, name: string): ObservedSpace => ({
  kind: 'space',
  native,
  tool: app.tool,
  label: labelOfName(name, spaceRule),
  mark: null,
});

/** One list of everything, then the shares of each of ours that is asked for: neither app tells shares in bulk. */
export async function* observeReadyMade(
  app: ReadyMadeApp,
  session: Session,
  scope: Scope,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  const { tool } = app;
  const natives = [...new Set(scope.spaces.filter((space) => space.tool === tool).map(({ native }) => native))];
  const names = scope.extent === 'full' ? [] : scope.names.spaces.filter((asked) => asked.tool === tool);
  if (scope.extent === 'targeted' && natives.length === 0 && names.length === 0) {
    yield* reading.container({ of: 'spaces', tool }, () => []);
    return;
  }
  const listing = await reading.step(() => app.list(session, call));
  const things = (): readonly OwnThing[] => {
    if ('error' in listing) throw listing.error;
    if (listing.value !== 'no-app') return listing.value;
    // Ours are unknown while the app is off, never gone.
    if (natives.length > 0) throw appMissing(app);
    return [];
  };
  const thingsOf = (native: string): OwnThing[] => {
    const ids = idsOf(tool, native) ?? [];
    return things().filter(({ id }) => ids.includes(id));
  };
  yield* reading.container({ of: 'spaces', tool }, function* () {
    for (const native of natives) {
      const [first] = thingsOf(native);
      if (first !== undefined) yield spaceView(app, native, nameOf(app, first));
    }
    const owned = new Set(natives.flatMap((native) => idsOf(tool, native) ?? []));
    const others = things().filter(({ id }) => !owned.has(id));
    for (const { native, name } of strangers(app, others)) {
      if (scope.extent === 'full' || names.some((asked) => asked.name === name)) yield spaceView(app, native, name);
    }
  });
  if (natives.length === 0) return;
  const creators = await reading.step(() => app.creators.read(session, call));
  for (const native of natives) {
    yield* reading.container({ of: 'grants', space: native }, async function* (): AsyncGenerator<ObservedGrant> {
      if ('error' in creators) throw creators.error;
      const shares: (readonly SharedWith[])[] = [];
      for (const { id } of thingsOf(native)) {
        const seen = await app.shares(session, call, id);
        if (seen !== null) shares.push(seen);
      }
      for (const grant of judgeGrants(session, app, shares, creators.value))
        yield { kind: 'grant', space: native, ...grant };
    });
  }
}
