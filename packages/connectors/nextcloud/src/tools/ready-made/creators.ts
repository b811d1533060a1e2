import { ConnectorError, type Call } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { titled } from '../../client/request.ts';
import type { Session } from '../../session.ts';

/** Who may make polls, or forms, on the whole instance. */
export interface Creators {
  /** Only the groups of the list may. The list is kept while the restriction is off, too; it just does nothing then. */
  readonly restricted: boolean;
  readonly groups: readonly NativeId[];
  /** Everything else that the app reads and writes together with it. */
  readonly others?: Readonly<Record<string, unknown>>;
}

/** One app's list: read and written as a whole, by administrators only. */
export interface CreatorList {
  readonly tool: 'polls' | 'forms';
  read(session: Session, call: Call): Promise<Creators>;
  /** @param before as just read @returns what is there after the writing */
  write(session: Session, call: Call, before: Creators, creators: Creators): Promise<Creators>;
}

export interface CreatorChange {
  readonly add: readonly NativeId[];
  readonly remove: readonly NativeId[];
  /** Turns the restriction on, which the administrator has confirmed in the configuration. Never turns it off. */
  readonly restrict: boolean;
}

/** For so long the server's other processes may still tell the list as it was (facts §1: a few seconds). */
const settling = 30_000;
interface Recent {
  readonly isIn: boolean;
  readonly at: number;
}
interface Desk {
  /** The writing under way: one after the other, or one would write over another. */
  last: Promise<unknown>;
  readonly recent: Map<NativeId, Recent>;
}
const desks = new WeakMap<Session, Map<string, Desk>>();

const deskOf = (session: Session, tool: string): Desk => {
  const own = desks.get(session) ?? new Map<string, Desk>();
  desks.set(session, own);
  const desk = own.get(tool) ?? { last: Promise.resolve(), recent: new Map<NativeId, Recent>() };
  own.set(tool, desk);
  return desk;
};

/** The list as read, with what we have just written to it: a stale reading must not undo it. */
const withRecent = (desk: Desk, now: number, groups: readonly NativeId[]): Set<NativeId> => {
  const known = new Set(groups);
  for (const [group, { isIn, at }] of desk.recent) {
    if (now - at > settling) desk.recent.delete(group);
    else if (isIn) known.add(group);
    else known.delete(group);
  }
  return known;
};

const change = async (
  list: CreatorList,
  desk: Desk,
  session: Session,
  call: Call,
  { add, remove, restrict }: CreatorChange,
): Promise<boolean> => {
  const before = await list.read(session, call);
  const now = session.context.now();
  const groups = withRecent(desk, now, before.groups);
  for (const group of add) groups.add(group);
  for (const group of remove) groups.delete(group);
  const restricted = before.restricted || restrict;
  const isSame = groups.size === before.groups.length && before.groups.every((group) => groups.has(group));
  if (isSame && restricted === before.restricted) return false;
  const after = await list.write(session, call, before, { restricted, groups: [...groups] });
  for (const group of add) desk.recent.set(group, { isIn: true, at: now });
  for (const group of remove) desk.recent.set(group, { isIn: false, at: now });
  const wrong =
    add.find((group) => !after.groups.includes(group)) ?? remove.find((group) => after.groups.includes(group));
  if (wrong === undefined) return true;
  const detail = `the list of who may make ${list.tool} does not show ${wrong} as it was written`;
  const request = titled(`change who may make ${list.tool}`);
  throw new ConnectorError({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation', request, detail });
};

/** Puts groups of ours on the list or takes them off; everybody else's stay. @returns whether anything had to be written */
export const changeCreators = (
  list: CreatorList,
  session: Session,
  call: Call,
  wanted: CreatorChange,
): Promise<boolean> => {
  const desk = deskOf(session, list.tool);
  const run = desk.last.then(() => change(list, desk, session, call, wanted));
  desk.last = run.catch(() => undefined);
  return run;
};
