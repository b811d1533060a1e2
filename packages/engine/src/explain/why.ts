import {
  groupKey,
  highestLevel,
  levelOf,
  localDateAt,
  message,
  partOfKey,
  spaceKey,
  standingOf,
  toolOfKey,
  tools as allTools,
  type CellAnswer,
  type Community,
  type CommunityId,
  type CommunityView,
  type Level,
  type LocalDate,
  type Message,
  type PersonId,
  type PersonState,
  type PolicyTable,
  type SpaceKey,
  type Standing,
  type TargetId,
  type Tool,
} from '@passerelle/model';
import { servedLevel } from '@passerelle/plan';
import { findPerson, readCommunityStandings, type Tx } from '@passerelle/store';
import type { Engine } from '../setup.ts';
import { doorLevel, roomOf, type DoorLevel } from '../login/door-level.ts';
import { targetView } from '../planning/target-view.ts';
import { observedAccess, observedLevel, type ObservedAccess } from './observed-access.ts';
import { ownGrantLink } from './own-grant-link.ts';
import { repairOf, type Verdict } from './repair-of.ts';
import type { WhyLink } from './why-link.ts';
import { observedOwnGrants, ownLevel, type OwnGrant } from './observed-own-grants.ts';

export interface WhyQuestion {
  readonly person: PersonId;
  readonly community: CommunityId;
  /** Absent: every tool of the community. */
  readonly tool?: Tool;
}

export interface WhyTool {
  readonly tool: Tool;
  readonly target: TargetId;
  /** What the source of truth and the policy say. */
  readonly should: Level;
  /** What the platform was last seen to give; null: not known; `other`: permissions that match no level. */
  readonly is: Level | 'other' | null;
  readonly verdict: Verdict;
  /** Which station gives it, and which table says so. */
  readonly given: readonly { readonly station: string; readonly cell: CellAnswer }[];
  readonly chain: readonly WhyLink[];
  readonly observed: ObservedAccess;
  /** What would mend it; null when nothing is to be mended. */
  readonly repair: Message | null;
}
export interface Why {
  readonly person: PersonId;
  readonly state: PersonState;
  readonly community: CommunityId;
  readonly standings: readonly Standing[];
  /** Of somebody who does not stand here: how their last membership ended, if they ever had one. */
  readonly lastMembership: {
    readonly from: LocalDate;
    readonly until: LocalDate | null;
    /** When it was taken back; null: it was not. */
    readonly endedAt: Date | null;
  } | null;
  readonly tools: readonly WhyTool[];
}

export class UnknownSubject extends Error {
  readonly told: Message;
  constructor(told: Message) {
    super(told.code);
    this.name = 'UnknownSubject';
    this.told = told;
  }
}

/** Why a person can, or cannot, do something in a community: from the claims down to what the platform itself answered. @throws UnknownSubject */
export async function why(engine: Engine, { person, community, tool }: WhyQuestion): Promise<Why> {
  return engine.store.transaction(
    async (tx) => explain(engine, tx, { person, community, ...(tool === undefined ? {} : { tool }) }),
    {
      isolation: 'repeatable read',
      readOnly: true,
    },
  );
}

async function explain(engine: Engine, tx: Tx, { person, community: id, tool }: WhyQuestion): Promise<Why> {
  const known = await findPerson(tx, person);
  if (known === null) throw new UnknownSubject(message('why.person-unknown', { person }));
  const at = engine.now();
  let view: CommunityView | undefined;
  for await (const claims of readCommunityStandings(tx, { at, communities: [id] })) view = claims.view;
  if (view === undefined) throw new UnknownSubject(message('why.community-unknown', { community: id }));
  const standings = standingOf({
    community: view.community,
    memberships: view.memberships,
    assignments: view.assignments,
    turns: view.turns,
    person: known,
    at,
    ...(view.isInParent === undefined ? {} : { isInParent: view.isInParent }),
  });
  const access = await tx.client.query<{ access: PolicyTable }>(`select access from instance`);
  const last = await tx.client.query<{ from: LocalDate; until: LocalDate | null; ended_at: Date | null }>(
    `select from_date as "from", until_date as until, case when recorded_until < 'infinity' then recorded_until end as ended_at
       from membership where person = $1 and community = $2 order by recorded_until desc, version desc limit 1`,
    [person, id],
  );
  const lastRow = last.rows[0];
  const lastMembership =
    standings.length > 0 || lastRow === undefined
      ? null
      : { from: lastRow.from, until: lastRow.until, endedAt: lastRow.ended_at };
  const told: WhyTool[] = [];
  for (const one of tool === undefined ? allTools : [tool]) {
    const answer = await explainTool(engine, tx, {
      person: known,
      community: view.community,
      standings,
      tool: one,
      access: access.rows[0]?.access ?? {},
      lastMembership,
      today: localDateAt(at, view.community.zone),
    });
    if (answer !== null) told.push(answer);
  }
  return {
    person,
    state: known.state,
    community: id,
    standings,
    lastMembership,
    tools: told,
  };
}

interface ToolQuestion {
  readonly person: { readonly id: PersonId; readonly state: PersonState };
  readonly community: Community;
  readonly standings: readonly Standing[];
  readonly tool: Tool;
  readonly access: PolicyTable;
  readonly lastMembership: Why['lastMembership'];
  readonly today: LocalDate;
}

/** A room that is opened by a token and keeps no list of people. */
interface Door {
  readonly isThere: boolean;
  readonly level: DoorLevel;
}

/** Null: the community does not have this tool. */
async function explainTool(engine: Engine, tx: Tx, question: ToolQuestion): Promise<WhyTool | null> {
  const { person, community, standings, tool, access } = question;
  const targetId = community.tools[tool];
  const target = targetId === undefined ? undefined : engine.targets.get(targetId);
  if (targetId === undefined || target === undefined || !target.manifest.tools.includes(tool)) return null;
  const view = await targetView(tx.client, target);
  const given = standings.map(({ station }) => ({
    station,
    cell: levelOf({ instance: access, community }, station, tool),
  }));
  const levels = view.levels[tool] ?? [];
  const should = given.reduce<Level>((highest, { cell }) => {
    const served = servedLevel(view, tool, cell.level);
    return levels.indexOf(served) > levels.indexOf(highest) ? served : highest;
  }, 'none');
  const observed = await observedAccess(engine.store.pool, targetId, person.id, community.id);
  // Where there are no memberships, nothing was read of anybody: who may what is decided when they come in.
  const door: Door | null =
    tool === 'video' && !target.manifest.kinds.includes('membership')
      ? {
          isThere: (await roomOf(engine, targetId, community.id)) !== null,
          level: await doorLevel(engine, { target: targetId, person: person.id, community: community.id, tool }),
        }
      : null;
  const space = spaceKey(community.id, tool);
  const own =
    view.grantsTo === 'people'
      ? await observedOwnGrants(engine.store.pool, { target: targetId, person: person.id, community: community.id })
      : null;
  const seen = own === null ? observedLevel(tool, observed) : ownLevel(own, space);
  const is = door === null ? seen : door.isThere ? door.level : 'none';
  const verdict =
    is === null
      ? 'unknown'
      : is === should
        ? 'as-it-should'
        : is === 'other' || levels.indexOf(is) > levels.indexOf(should)
          ? 'more-than-it-should'
          : 'missing';
  const chain = chainOf(question, targetId, given, should, observed, {
    door,
    own: own?.find((one) => one.space === space) ?? (own === null ? null : 'no-space'),
  });
  return {
    tool,
    target: targetId,
    should,
    is,
    verdict,
    given,
    chain,
    observed,
    repair: repairOf(verdict, should, chain, observed),
  };
}

/** How access is given where it is not by groups. Null: it is. */
interface Otherwise {
  readonly door: Door | null;
  /** Where grants go to people: what this one has in the tool's space. */
  readonly own: OwnGrant | 'no-space' | null;
}

function chainOf(
  { person, community, standings, tool, lastMembership, today }: ToolQuestion,
  target: TargetId,
  given: WhyTool['given'],
  should: Level,
  observed: ObservedAccess,
  { door, own }: Otherwise,
): WhyLink[] {
  const chain: WhyLink[] = [];
  const link = (name: WhyLink['link'], state: WhyLink['state'], code: string, params: Message['params'] = {}): void => {
    chain.push({ link: name, state, text: message(`why.${code}`, params) });
  };
  const ownGrant = (): void => {
    const told = own === null ? null : ownGrantLink(own, { tool, target, should });
    if (told !== null) link('space', told.state, told.code, told.params);
  };
  link('person', person.state === 'active' ? 'holds' : 'broken', `person-${person.state}`);
  if (standings.length === 0) {
    // Nobody who is not active stands anywhere: that says nothing of their membership.
    if (person.state === 'active') {
      const { code, params } = whyNoMember(lastMembership, today, community.parent);
      link('membership', 'broken', code, { community: community.id, ...params });
    }
    unexpectedGroups(observed, new Set(), link);
    ownGrant();
    return chain;
  }
  link('membership', 'holds', 'membership', { stations: standings.map(({ station }) => station).join(', ') });
  const before = archivedFrom(given, tool);
  if (before !== null) {
    // What is left to read is as it should be; what the archive took is where it stops.
    link('policy', 'holds', 'policy', { tool, level: before });
    const code = should === 'none' ? 'policy-archived-none' : 'policy-archived';
    link('policy', should === 'none' ? 'broken' : 'holds', code, { tool, level: should, before, slug: community.id });
  } else if (should === 'none') link('policy', 'broken', 'policy-none', { tool, level: should });
  else link('policy', 'holds', 'policy', { tool, level: should });
  if (should === 'none') {
    ownGrant();
    return chain;
  }
  if (door !== null) {
    if (!door.isThere) link('space', 'broken', 'space-none', { tool, target });
    else link('space', door.level === 'none' ? 'broken' : 'holds', 'door', { level: door.level, target });
    return chain;
  }
  const { account } = observed;
  if (account.state === 'enabled')
    link('account', 'holds', 'account', { login: account.login ?? account.native ?? '', target });
  else link('account', account.state === 'unread' ? 'unknown' : 'broken', `account-${account.state}`, { target });
  if (own !== null) {
    ownGrant();
    return chain;
  }
  for (const { station } of standings) {
    const key = groupKey(community.id, station);
    const group = observed.groups.find((known) => known.group === key);
    const params = { station, target, group: group?.label ?? key };
    if (group === undefined) link('group', 'broken', 'group-no-such-group', params);
    else
      link(
        'group',
        group.state === 'in' ? 'holds' : group.state === 'unread' ? 'unknown' : 'broken',
        `group-${group.state}`,
        params,
      );
  }
  unexpectedGroups(observed, new Set(standings.map(({ station }) => groupKey(community.id, station))), link);
  const isMain = (space: SpaceKey): boolean => toolOfKey(space) === tool && partOfKey(space) === 'main';
  const grants = observed.grants.filter(({ space }) => isMain(space));
  if (grants.length === 0) link('space', 'broken', 'space-none', { tool, target });
  for (const { group, level, detail } of grants) {
    if (!standings.some(({ station }) => groupKey(community.id, station) === group)) continue;
    link('space', level === 'other' ? 'unknown' : 'holds', level === 'other' ? 'space-other' : 'space', {
      tool,
      level,
      detail,
      group,
    });
  }
  return chain;
}

/** The level that the archive lowered, as the stations would give it without. Null: it lowers nothing here. */
function archivedFrom(given: WhyTool['given'], tool: Tool): Level | null {
  const lowered = given.flatMap(({ cell }) => (cell.beforeArchive === null ? [] : [cell.beforeArchive]));
  return lowered.length === 0 ? null : highestLevel(tool, lowered);
}

/** Why somebody active does not stand in the community. */
function whyNoMember(
  last: Why['lastMembership'],
  today: LocalDate,
  parent: CommunityId | null,
): { readonly code: string; readonly params: Message['params'] } {
  if (last === null) return { code: 'membership-none', params: {} };
  const { from, until, endedAt } = last;
  if (endedAt === null && from > today) return { code: 'membership-not-begun', params: { from } };
  if (until !== null && until < today) return { code: 'membership-ended-on', params: { until } };
  // It lasts, and yet opens nothing: a working group's members are members of the community above it.
  if (endedAt === null && parent !== null) return { code: 'membership-not-in-parent', params: { parent } };
  return { code: 'membership-ended', params: {} };
}

type Link = (name: WhyLink['link'], state: WhyLink['state'], code: string, params?: Message['params']) => void;

/** Groups of the community that nobody should find them in: what gives more than the policy does. */
function unexpectedGroups({ groups }: ObservedAccess, wanted: ReadonlySet<string>, link: Link): void {
  for (const { group, label, state, made } of groups) {
    if (state === 'in' && !wanted.has(group))
      link('group', 'broken', made ? 'group-still-in' : 'group-unexpected', { group: label });
  }
}
