import { reasonOfAction, wordsOfAction } from '@passerelle/connector-kit';
import { labelOfLevel, labelOfStation, labelOfTool, type Community, type Person } from '@passerelle/model';
import type { Session } from '../runtime/session.ts';
import type { Probed, ProbedPlatform, ProbedTool } from './probe-person.ts';

interface Reader {
  readonly session: Session;
  readonly person: Person;
  readonly community: Community;
}
const signs = { good: '✓', bad: '✗', unknown: '?' } as const;
const colours = { good: 'green', bad: 'red', unknown: 'yellow' } as const;

/** The answer for people, line by line. */
export function* renderProbed({ why, tools, platforms }: Probed, reader: Reader): Generator<string> {
  const { session, person, community } = reader;
  const { say } = session;
  const { style } = session.world.terminal;
  yield style.bold(`${person.displayName} · ${community.name}`);
  for (const { station } of why.standings) yield `  ${labelOfStation(community, station, say.language)}`;
  if (community.stage === 'archived')
    yield `  ${style.yellow('!')} ${say('community.is-archived', { slug: community.id })}`;
  if (tools.length === 0) yield `  ${say('probe.no-tool')}`;
  for (const platform of platforms) yield* platformLines(platform, session);
  for (const tool of tools) yield* toolLines(tool, session);
  yield '';
  const isFine = [...tools, ...platforms].every(({ verdict }) => verdict === 'as-it-should');
  yield isFine ? style.green(say('probe.fine')) : say('probe.how');
  yield style.dim(say('probe.no-trace'));
}

function* platformLines(
  { target, skipped, account, groups, errors }: ProbedPlatform,
  session: Session,
): Generator<string> {
  const { say, world } = session;
  const { style } = world.terminal;
  const line = (mark: keyof typeof signs, text: string): string => `  ${style[colours[mark]](signs[mark])} ${text}`;
  yield '';
  yield style.bold(target);
  if (skipped !== null)
    yield line('unknown', say('probe.platform-skipped', { target, why: say(`probe.skipped-${skipped}`) }));
  if (account !== null) {
    const mark = account.state === 'enabled' ? 'good' : account.state === 'unread' ? 'unknown' : 'bad';
    yield line(mark, say(`probe.account-${account.state}`, { login: account.login ?? '' }));
  }
  for (const { label: group, state, should } of groups) {
    if (state === 'unread') yield line('unknown', say('probe.group-unread', { group }));
    else if (state === 'in' && should) yield line('good', say('probe.group-in-should', { group }));
    else if (state === 'in') yield line('bad', say('probe.group-in-should-not', { group }));
    else if (should) yield line('bad', say('probe.group-out-should', { group }));
  }
  for (const { code, request } of errors) yield line('unknown', say('probe.error', { code, request }));
}

function* toolLines(
  { tool, target, should, now, verdict, lastSeen, actions, admission }: ProbedTool,
  session: Session,
): Generator<string> {
  const { say, world } = session;
  const { style } = world.terminal;
  const level = (of: ProbedTool['now']): string =>
    of === null ? say('probe.unanswered') : of === 'other' ? say('level.other') : labelOfLevel(tool, of, say.language);
  const verdictColour = verdict === 'as-it-should' ? 'green' : verdict === 'unknown' ? 'yellow' : 'red';
  yield '';
  yield style.bold(`${labelOfTool(tool, say.language)} (${target})`);
  const told = say('probe.should-now', { should: level(should), now: level(now) });
  yield `  ${told} — ${style[verdictColour](say(`probe.verdict-${verdict}`))}`;
  if (lastSeen !== now && lastSeen !== null) yield `  ${style.dim(say('probe.last-seen', { level: level(lastSeen) }))}`;
  if (admission !== undefined) {
    yield `  ${
      admission === null
        ? say('probe.admission-none')
        : say('probe.admission', {
            room: admission.room,
            affiliation: admission.affiliation,
            minutes: Math.round((admission.expiresAt - world.now()) / 60_000),
          })
    }`;
    yield `  ${style.dim(say('probe.door-rules'))}`;
  }
  if (now === null || now === 'other') return;
  const words = (which: boolean): string =>
    actions
      .filter(({ may }) => may === which)
      .map(({ action }) => wordsOfAction(action, say.language))
      .join(', ');
  if (words(true) !== '') yield `  ${style.green(signs.good)} ${say('probe.may', { actions: words(true) })}`;
  if (words(false) !== '') yield `  ${signs.bad} ${say('probe.may-not', { actions: words(false) })}`;
  for (const { action, may } of actions) {
    const because = reasonOfAction(action, say.language);
    if (because === null) continue;
    const code = may === null ? 'probe.undecided' : 'probe.also';
    yield `  ${style.dim(say(code, { action: wordsOfAction(action, say.language), because }))}`;
  }
}
