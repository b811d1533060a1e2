import type { NativeId } from '@passerelle/model';

const STRANGER = 'dn:';

/** Native id of a member that is nobody's entry among the people read: its DN, as the directory has it. */
export const strangerAt = (dn: string): NativeId => `${STRANGER}${dn}`;
/** Null: the id is an entry's. */
export const dnOfStranger = (native: NativeId): string | null =>
  native.startsWith(STRANGER) ? native.slice(STRANGER.length) : null;
