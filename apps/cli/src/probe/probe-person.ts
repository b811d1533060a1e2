import { actionsOf, mayDo, type Action, type VideoDoor } from '@passerelle/connector-kit';
import {
  doorLevel,
  myCommunities,
  roomOf,
  standingOfTarget,
  why,
  type Engine,
  type EngineTarget,
  type Why,
  type WhyTool,
} from '@passerelle/engine';
import {
  compareLevels,
  groupKey,
  type CommunityId,
  type GroupKey,
  type Level,
  type PersonId,
  type TargetId,
  type Tool,
} from '@passerelle/model';
import { askPlatform, type Answered } from './ask-platform.ts';
import { levelNow } from './level-now.ts';
import { nativesOf } from './natives-of.ts';
import { readAdmission, type AdmissionRead } from './read-admission.ts';

export type ProbeVerdict = 'as-it-should' | 'missing' | 'more-than-it-should' | 'unknown';

/** What the policy says of somebody in one tool, and what its platform answers now. */
export interface ProbedTool {
  readonly tool: Tool;
  readonly target: TargetId;
  readonly should: Level;
  readonly now: Level | 'other' | null;
  readonly verdict: ProbeVerdict;
  /** What the platform was last seen to give, by the readings that plans are made from. */
  readonly lastSeen: Level | 'other' | null;
  /** What the level that the platform gives amounts to; null: no level decides it, or the platform did not say. */
  readonly actions: readonly { readonly action: Action; readonly may: boolean | null }[];
  /** Of a room: what the token that would be given at its door says. Null: none would be given. Absent: not a room. */
  readonly admission?: AdmissionRead | null;
}

/** A platform as it answered about the person. */
export interface ProbedPlatform {
  readonly target: TargetId;
  /** Why it was not asked: paused, in quarantine. Null: it was. */
  readonly skipped: string | null;
  readonly account: Answered['account'] | null;
  /** In the group or not, and whether they should be. */
  readonly groups: readonly (Answered['groups'][number] & { readonly should: boolean })[];
  readonly errors: readonly { readonly code: string; readonly request: string; readonly detail: string }[];
  /** As it should be here, apart from the tools: the account, the groups. */
  readonly verdict: 'as-it-should' | 'differs' | 'unknown';
}
export interface Probed {
  readonly why: Why;
  readonly tools: readonly ProbedTool[];
  readonly platforms: readonly ProbedPlatform[];
}

interface Question {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly tool?: Tool;
  /** As Jitsi would show them. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** Asks every platform of a community what it gives one person now. Leaves no trace: nothing is written, nobody is logged in. @throws UnknownSubject */
export async function probePerson(engine: Engine, { name, signal, ...question }: Question): Promise<Probed> {
  const told = await why(engine, question);
  const { person, community } = question;
  const natives = await nativesOf(engine, { person, community });
  const elsewhere = await myCommunities(engine, person);
  const wanted = new Set(told.standings.map(({ station }) => groupKey(community, station)));
  const tools: ProbedTool[] = [];
  const platforms: ProbedPlatform[] = [];
  for (const target of engine.targets.values()) {
    const mine = told.tools.filter((one) => one.target === target.id);
    const known = natives.get(target.id);
    // One tool was asked about: other platforms than its own are asked only where logins come from, which everything hangs on.
    if (mine.length === 0 && (known === undefined || (question.tool !== undefined && target.manifest.tools.length > 0)))
      continue;
    const standing = await standingOfTarget(engine, target);
    const isRead = target.manifest.kinds.includes('account') && known !== undefined;
    const skipped = isRead && standing.may === 'nothing' ? standing.why : null;
    const answered =
      isRead && skipped === null
        ? await askPlatform(engine, target, { natives: known, tools: mine.map(({ tool }) => tool), signal })
        : null;
    if (isRead) platforms.push(platformOf(target, answered, { skipped, wanted }));
    for (const one of mine) {
      const door = one.tool === 'video' ? target.target.doors?.video : undefined;
      const admission =
        door === undefined ? undefined : await admissionOf(engine, target, door, { person, community, name });
      const now =
        admission !== undefined
          ? (admission?.level ?? 'none')
          : answered === null
            ? skipped === null
              ? 'none'
              : null
            : levelNow(one.tool, answered, target.manifest.grantsTo ?? 'groups');
      const anywhere = elsewhere
        .filter((other) => other.community.id !== community && other.community.tools[one.tool] === target.id)
        .map(({ levels }) => levels.get(one.tool) ?? 'none');
      tools.push({ ...toolOf(one, now, anywhere), ...(admission === undefined ? {} : { admission }) });
    }
  }
  const order = told.tools.map(({ tool }) => tool);
  return { why: told, tools: tools.toSorted((a, b) => order.indexOf(a.tool) - order.indexOf(b.tool)), platforms };
}

function toolOf(
  { tool, target, should, is }: WhyTool,
  now: ProbedTool['now'],
  others: readonly Level[],
): Omit<ProbedTool, 'admission'> {
  const here = now === 'other' ? null : now;
  const anywhere = others.reduce((a, b) => (compareLevels(tool, b, a) > 0 ? b : a), here ?? 'none');
  return {
    tool,
    target,
    should,
    now,
    verdict: verdictOf(tool, should, now),
    lastSeen: is,
    actions: actionsOf(tool).map((action) => ({
      action,
      may: here === null ? null : mayHere(action, { here, anywhere }),
    })),
  };
}

/** What the whole instance decides may be open to everybody: that this level does not give it does not mean that they cannot. */
function mayHere(action: Action, held: Parameters<typeof mayDo>[1]): boolean | null {
  const may = mayDo(action, held);
  return action.decision.decidedBy === 'instance' && may === false ? null : may;
}

function verdictOf(tool: Tool, should: Level, now: ProbedTool['now']): ProbeVerdict {
  if (now === null) return 'unknown';
  if (now === should) return 'as-it-should';
  return now === 'other' || compareLevels(tool, now, should) > 0 ? 'more-than-it-should' : 'missing';
}

function platformOf(
  { id, manifest }: EngineTarget,
  answered: Answered | null,
  { skipped, wanted }: { readonly skipped: string | null; readonly wanted: ReadonlySet<GroupKey> },
): ProbedPlatform {
  if (answered === null) return { target: id, skipped, account: null, groups: [], errors: [], verdict: 'unknown' };
  const groups = answered.groups.map((group) => ({ ...group, should: wanted.has(group.group) }));
  const { account } = answered;
  const needed = wanted.size > 0 && (manifest.grantsTo !== 'people' || account.state !== 'unlinked');
  const isWrong =
    groups.some(({ state, should }) => state !== 'unread' && (state === 'in') !== should) ||
    (needed && !['enabled', 'unread'].includes(account.state));
  const isUnread = account.state === 'unread' || groups.some(({ state }) => state === 'unread');
  return {
    target: id,
    skipped,
    account,
    groups,
    // Nothing of the answer's text: it may hold what concerns others.
    errors: answered.errors.map(({ code, request, detail }) => ({ code, request, detail })),
    verdict: isWrong ? 'differs' : isUnread ? 'unknown' : 'as-it-should',
  };
}

async function admissionOf(
  engine: Engine,
  target: EngineTarget,
  door: VideoDoor,
  { person, community, name }: { readonly person: PersonId; readonly community: CommunityId; readonly name: string },
): Promise<AdmissionRead | null> {
  const level = await doorLevel(engine, { target: target.id, person, community, tool: 'video' });
  const room = await roomOf(engine, target.id, community);
  if (level === 'none' || room === null) return null;
  const { token, expiresAt } = await door.admit({
    visitor: { kind: 'person', id: person, name, email: null },
    room,
    level,
  });
  return readAdmission(token, { level, expiresAt });
}
