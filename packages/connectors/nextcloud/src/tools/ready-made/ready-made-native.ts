import type { NativeId } from '@passerelle/model';

/** A space is the ready-made things of one community: `polls:12`, `forms:12+13`. */
export const nativeOf = (tool: string, ids: readonly number[]): NativeId => `${tool}:${ids.join('+')}`;

/** Null for what this tool never gave out. */
export const idsOf = (tool: string, native: NativeId): readonly number[] | null => {
  const match = /^([a-z]+):(\d+(?:\+\d+)*)$/.exec(native);
  return match?.[1] === tool ? (match[2] ?? '').split('+').map(Number) : null;
};
