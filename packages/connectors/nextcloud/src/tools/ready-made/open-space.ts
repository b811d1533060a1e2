import type { NativeId } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { judgeGrants, type JudgedGrant } from './judge-level.ts';
import type { ReadyMadeApp, SharedWith } from './ready-made-app.ts';
import { idsOf } from './ready-made-native.ts';

/** One existing space as it was read last. */
export interface OpenSpace {
  /** Of what is still there of it. */
  readonly ids: readonly number[];
  /** Of each of these, in the same order. */
  readonly shares: readonly (readonly SharedWith[])[];
  readonly grants: readonly JudgedGrant[];
}

/** What has just been made is shared with nobody. */
export const newSpace = (ids: readonly number[]): OpenSpace => ({ ids, shares: ids.map(() => []), grants: [] });

/** Null when nothing of it is there. Somebody who deleted one of several did so on purpose: the others go on. */
export const openSpace = async (app: ReadyMadeApp, work: Work, native: NativeId): Promise<OpenSpace | null> => {
  const { session, call } = work;
  const ids: number[] = [];
  const shares: (readonly SharedWith[])[] = [];
  for (const id of idsOf(app.tool, native) ?? []) {
    const seen = await app.shares(session, call, id);
    if (seen === null) continue;
    ids.push(id);
    shares.push(seen);
  }
  if (ids.length === 0) return null;
  return { ids, shares, grants: judgeGrants(session, app, shares, await app.creators.read(session, call)) };
};
