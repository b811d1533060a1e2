import type { Identity, WritingAccount } from './directory-accounts.ts';
import { dnKey } from './distinguished-name.ts';

/** Whether an account may write at all of these places: in its branches, their own entries included. */
export function mayWrite(identity: Identity, writer: WritingAccount | undefined, places: readonly string[]): boolean {
  if (identity.kind !== 'writer' || writer === undefined) return false;
  const branches = writer.branches.map(dnKey);
  return places.map(dnKey).every((place) => branches.some((top) => place === top || place.endsWith(`,${top}`)));
}
