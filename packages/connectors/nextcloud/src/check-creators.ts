import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { message, type Message } from '@passerelle/model';
import { readMembers } from './client/groups.ts';
import { everyPage } from './client/paging.ts';
import type { Capabilities } from './client/system.ts';
import { readUserIds } from './client/users.ts';
import { foldUid } from './protection.ts';
import { stops, type Session } from './session.ts';
import { formCreators } from './tools/forms/creators.ts';
import { pollCreators } from './tools/polls/creators.ts';
import type { CreatorList } from './tools/ready-made/creators.ts';
import { isRestrictionConfirmed } from './tools/ready-made/judge-level.ts';

/** Major versions that were tried. */
const tried = { polls: 9, forms: 5 } as const;
/** Beyond so many groups nobody counts for `doctor` who would lose what. */
const countedGroups = 60;
const idsPage = 500;

const told = (tool: string, state: Check['state'], code: string, params: Message['params'] = {}): Check => ({
  id: `nextcloud.${tool}`,
  state,
  found: message(`nextcloud.${tool}.${code}`, params),
  remedy: state === 'ok' ? null : message(`nextcloud.${tool}.${code}.remedy`, params),
});

/** How many accounts are in none of the groups: who could create no more. Null: too many groups to ask each. */
const countLosers = async (session: Session, call: Call, groups: readonly string[]): Promise<number | null> => {
  if (groups.length > countedGroups) return null;
  const creators = new Set<string>();
  for (const group of groups)
    for (const uid of (await readMembers(session, call, group)) ?? []) creators.add(foldUid(uid));
  let losers = 0;
  const everybody = everyPage<string>('nextcloud: list users', idsPage, foldUid, (limit, offset) =>
    readUserIds(session, call, limit, offset),
  );
  for await (const uid of everybody) if (!creators.has(foldUid(uid))) losers += 1;
  return losers;
};

async function* checkList(session: Session, call: Call, list: CreatorList): AsyncGenerator<Check, boolean> {
  const { tool } = list;
  try {
    const { restricted, groups } = await list.read(session, call);
    const params = { groups: groups.length };
    if (restricted) yield told(tool, 'ok', 'restricted', params);
    else if (isRestrictionConfirmed(session, tool)) yield told(tool, 'warning', 'waiting', params);
    else {
      const losers = await countLosers(session, call, groups);
      if (losers === null) yield told(tool, 'warning', 'open-uncounted', params);
      else yield told(tool, 'warning', 'open', { ...params, losers });
    }
    return true;
  } catch (error) {
    if (!isConnectorError(error) || error.code === 'aborted') throw error;
    const why = error.detail === '' ? error.code : `${error.code}, ${error.detail}`;
    yield told(tool, 'problem', 'forbidden', { why });
    return !stops(error);
  }
}

/** Polls and Forms: whether the apps are there, and what the level `create` amounts to on this instance. Who would lose it is told before anybody confirms it. */
export async function* checkCreators(
  session: Session,
  call: Call,
  { capabilities }: Capabilities,
): AsyncGenerator<Check> {
  for (const list of [pollCreators, formCreators]) {
    const app = capabilities[list.tool];
    if (app === undefined) {
      yield told(list.tool, 'warning', 'missing');
      continue;
    }
    const major = Number.parseInt(app.version ?? app.appVersion ?? '', 10);
    if (!Number.isNaN(major) && major !== tried[list.tool]) {
      const params = { version: app.version ?? app.appVersion ?? '', tried: tried[list.tool] };
      yield { ...told(list.tool, 'warning', 'untried', params), id: `nextcloud.${list.tool}.version` };
    }
    if (!(yield* checkList(session, call, list))) return;
  }
}
