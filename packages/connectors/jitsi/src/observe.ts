import type { ObservedEvent, Scope } from '@passerelle/connector-kit';

type ScopedSpace = Scope['spaces'][number];

/** What our own record says that a room is called; the name of the room where the scope does not tell it. */
const labelOf = (space: ScopedSpace): string =>
  'label' in space && typeof space.label === 'string' ? space.label : space.native;

/**
 * A Jitsi holds no rooms: one is there while somebody is in it, and whoever has a token for it makes it so. What we have made is therefore what there is,
 * and a reading says our own records back, completely.
 */
export async function* observe(scope: Scope): AsyncGenerator<ObservedEvent> {
  for (const space of scope.spaces) {
    if (space.tool !== 'video') continue;
    yield { kind: 'space', native: space.native, tool: 'video', label: labelOf(space), mark: null };
  }
  yield { kind: 'container', container: { of: 'spaces', tool: 'video' }, state: 'complete' };
}
