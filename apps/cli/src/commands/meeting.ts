import { randomUUID } from 'node:crypto';
import { instantsOf, labelOfModality, labelOfRole, type Community, type Meeting } from '@passerelle/model';
import { addMeeting, cancelMeeting, changeMeeting, getCommunity, listMeetings, readTurns } from '@passerelle/store';
import { performForCommunity } from '../acts/perform-for-community.ts';
import { changedFields, newFields } from '../meetings/fields-of.ts';
import { findMeeting } from '../meetings/find-meeting.ts';
import { changeLines, meetingLines, whenInWords } from '../meetings/meeting-words.ts';
import { turnsLeft, warningsOf } from '../meetings/meeting-warnings.ts';
import { loadNames } from '../people/load-names.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import { communityOf } from '../runtime/plan-request.ts';
import type { Run } from '../runtime/run.ts';
import type { Session } from '../runtime/session.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import { table } from '../terminal/table.ts';

type Options = Readonly<Record<string, unknown>>;
interface Asked {
  readonly session: Session;
  readonly runtime: Runtime;
  readonly community: Community;
  readonly what: string | undefined;
  readonly options: Options;
}

const actions: Readonly<Record<string, (asked: Asked) => Promise<number>>> = {
  add,
  list,
  change,
  cancel: (asked) => callOff(asked, true),
  reopen: (asked) => callOff(asked, false),
};

/** `passerelle meeting add|list|change|cancel|reopen <community> […]`: what the shared calendar tells. */
export const run: Run = (session, { args: [given = '', where = '', what], options }) => {
  const action = actions[given];
  if (action === undefined) throw new CliError('cli.usage.invalid', { what: given, command: 'meeting' });
  return withRuntime(session, given !== 'list', async (runtime) => {
    const community = await getCommunity(runtime.store, await communityOf(runtime, where));
    return action({ session, runtime, community, what, options });
  });
};

async function add({ session, runtime, community, what, options }: Asked): Promise<number> {
  const { say, world } = session;
  const names = await loadNames(runtime.store, []);
  const fields = newFields(what, community, options);
  // The same in the preview and in what is done.
  const id = randomUUID();
  return performForCommunity(session, runtime, options, {
    kind: 'meeting.add',
    params: { meeting: id },
    communities: [community.id],
    work: (tx) => addMeeting(tx, { ...fields, id, community: community.id }),
    words: ({ result }) => meetingLines(result, say),
    warnings: ({ result }) => warningsOf({ community, meeting: result, now: world.now(), names, say }),
  });
}

async function change({ session, runtime, community, what, options }: Asked): Promise<number> {
  const { say, world } = session;
  const { store } = runtime;
  const names = await loadNames(store, []);
  const before = await findMeeting(store, community, needed(what), say);
  const fields = changedFields(before, options);
  const left = await turnsLeft(store, { before, after: { ...before, ...fields }, say });
  session.print(say('meeting.line', { title: before.title, when: whenInWords(before, say) }));
  return performForCommunity(session, runtime, options, {
    kind: 'meeting.change',
    params: { meeting: before.id },
    communities: [community.id],
    work: (tx) => changeMeeting(tx, { community: community.id, id: before.id }, fields),
    words: ({ result }) => changeLines(result.before, result.after, say),
    warnings: ({ result }) => [
      ...warningsOf({ community, meeting: result.after, now: world.now(), names, say }),
      ...left,
    ],
  });
}

async function callOff({ session, runtime, community, what, options }: Asked, cancelled: boolean): Promise<number> {
  const { say } = session;
  const meeting = await findMeeting(runtime.store, community, needed(what), say);
  const params = { title: meeting.title, when: whenInWords(meeting, say) };
  return performForCommunity(session, runtime, options, {
    kind: cancelled ? 'meeting.cancel' : 'meeting.reopen',
    params: { meeting: meeting.id },
    communities: [community.id],
    work: (tx) => cancelMeeting(tx, { community: community.id, id: meeting.id }, cancelled),
    words: () => [say(cancelled ? 'meeting.cancels' : 'meeting.reopens', params)],
    warnings: () => [],
  });
}

function needed(what: string | undefined): string {
  if (what === undefined) throw new CliError('cli.usage.missing-argument', { what: 'meeting', command: 'meeting' });
  return what;
}

/** Those to come, and with --all those that are over; with who has a role in rotation on that day. */
async function list({ session, runtime, community, options }: Asked): Promise<number> {
  const { say, world } = session;
  const { style } = world.terminal;
  const { store } = runtime;
  const now = world.now();
  const isToCome = ({ end, zone }: Meeting): boolean => (instantsOf(end, zone)[0] ?? now) >= now;
  const meetings = (await listMeetings(store, community.id)).filter((one) => options['all'] === true || isToCome(one));
  const turns = await readTurns(store, { communities: [community.id] });
  const names = await loadNames(
    store,
    turns.map(({ person }) => person),
  );
  const turnsOf = ({ start }: Meeting) => turns.filter(({ meeting }) => start.startsWith(meeting));
  session.printJson(
    meetings.map((meeting) => ({
      ...meeting,
      turns: turnsOf(meeting).map(({ role, person }) => ({ role, person, name: names.person(person) ?? null })),
    })),
  );
  session.print(style.bold(say('meeting.list', { community: community.name, count: meetings.length })));
  const rows = meetings.map((meeting) => [
    style.dim(meeting.id.slice(0, 8)),
    whenInWords(meeting, say),
    meeting.cancelled ? `${meeting.title} (${say('meeting.is-cancelled')})` : meeting.title,
    labelOfModality(meeting.modality, say.language),
    turnsOf(meeting)
      .map(({ role, person }) => `${labelOfRole(community, role, say.language)} : ${names.person(person) ?? person}`)
      .join(', '),
  ]);
  for (const line of table(rows)) session.print(line);
  return exit.ok;
}
