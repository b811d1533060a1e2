import { expectShape, parseJson, type Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { isSuccess, ocs, ocsData, refusal } from './ocs.ts';
import { sendRequest, statusError, titled } from './request.ts';

const base = '/apps/polls/api/v1.0';
const pollSchema = z.object({
  id: z.number(),
  owner: z.object({ id: z.string() }),
  configuration: z.looseObject({ title: z.string(), description: z.string() }),
});
export interface Poll {
  readonly id: number;
  readonly owner: string;
  readonly title: string;
  readonly description: string;
}
const toPoll = ({ id, owner, configuration }: z.infer<typeof pollSchema>): Poll => ({
  id,
  owner: owner.id,
  title: configuration.title,
  description: configuration.description,
});
const shareSchema = z.object({
  token: z.string(),
  type: z.string(),
  locked: z.boolean().default(false),
  deleted: z.boolean().default(false),
  user: z.object({ id: z.string() }),
});
/** A group that a poll is shared with; `locked` reads only. */
export interface PollShare {
  readonly token: string;
  readonly group: string;
  readonly locked: boolean;
}
/** The app's own refusals are all 400, whatever the cause (facts §8). */
const ownRefusal = 400;

/** Every poll that the service account sees: its own and those that are open to all. */
export const readPolls = async (session: Session, call: Call): Promise<Poll[] | 'no-app'> => {
  const name = 'list polls';
  const answer = await ocs(session, call, { name, method: 'GET', path: `${base}/polls` });
  if (answer.response.status === 404) return 'no-app';
  if (!isSuccess(answer)) throw refusal(session, answer, name);
  const schema = z.object({ polls: z.array(pollSchema) });
  return expectShape(answer.data, answer.response, titled(name), schema).polls.map(toPoll);
};

/** A new poll is seen by its owner alone. */
export const createPoll = async (session: Session, call: Call, type: string, title: string): Promise<Poll> => {
  const request = { name: 'create poll', method: 'POST', path: `${base}/poll`, json: { type, title } } as const;
  const { poll } = await ocsData(session, call, request, z.object({ poll: pollSchema }));
  return toPoll(poll);
};

export const configurePoll = async (
  session: Session,
  call: Call,
  id: number,
  pollConfiguration: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const name = 'set up poll';
  const path = `${base}/poll/${id}`;
  const answer = await ocs(session, call, { name, method: 'PUT', path, json: { pollConfiguration } });
  if (!isSuccess(answer)) throw refusal(session, answer, name);
};

/** Groups that a poll is shared with, in the order of the shares; one can be there twice. Null when there is no such poll of ours. */
export const readPollShares = async (session: Session, call: Call, id: number): Promise<PollShare[] | null> => {
  const name = 'list poll shares';
  const answer = await ocs(session, call, { name, method: 'GET', path: `${base}/poll/${id}/shares` });
  if (answer.code === ownRefusal) return null;
  if (!isSuccess(answer)) throw refusal(session, answer, name);
  const { shares } = expectShape(
    answer.data,
    answer.response,
    titled(name),
    z.object({ shares: z.array(shareSchema) }),
  );
  return shares
    .filter(({ type, deleted }) => type === 'group' && !deleted)
    .map(({ token, user, locked }) => ({ token, group: user.id, locked }));
};

/** Not idempotent: look first. A group that is not there gets a share that opens nothing (facts §8): read back. */
export const sharePoll = async (session: Session, call: Call, id: number, group: string): Promise<void> => {
  const name = 'share poll';
  const path = `${base}/poll/${id}/share/group`;
  const answer = await ocs(session, call, { name, method: 'POST', path, json: { userId: group } });
  if (!isSuccess(answer)) throw refusal(session, answer, name);
};

const onShare = async (
  session: Session,
  call: Call,
  request: { readonly name: string; readonly method: 'DELETE' | 'PUT'; readonly path: string },
): Promise<void> => {
  const answer = await ocs(session, call, { ...request, path: `${base}/share/${request.path}` });
  // A share that is gone is found out by reading back.
  if (!isSuccess(answer) && answer.code !== ownRefusal) throw refusal(session, answer, request.name);
};
export const removePollShare = (session: Session, call: Call, token: string): Promise<void> =>
  onShare(session, call, { name: 'end poll share', method: 'DELETE', path: encodeURIComponent(token) });
export const unlockPollShare = (session: Session, call: Call, token: string): Promise<void> =>
  onShare(session, call, { name: 'unlock poll share', method: 'PUT', path: `${encodeURIComponent(token)}/unlock` });

/** All polls of one account become another's: for administrators only. @returns how many; null when the app refuses (no such account, or it has none) */
export const transferPolls = async (session: Session, call: Call, from: string, to: string): Promise<number | null> => {
  const name = 'hand polls over';
  const path = `${base}/poll/transfer/${encodeURIComponent(from)}/${encodeURIComponent(to)}`;
  const answer = await ocs(session, call, { name, method: 'PUT', path });
  if (answer.code === ownRefusal || answer.response.status === 404) return null;
  if (!isSuccess(answer)) throw refusal(session, answer, name);
  const schema = z.object({ transferred: z.array(z.unknown()) });
  return expectShape(answer.data, answer.response, titled(name), schema).transferred.length;
};

const settingsSchema = z.looseObject({
  allowPollCreation: z.boolean(),
  pollCreationGroups: z.array(z.union([z.string(), z.looseObject({ id: z.string() })])),
});
const settingsAnswer = z.union([z.object({ appSettings: settingsSchema }), settingsSchema]);
/** The settings of the whole app, as it tells them. */
export type PollSettings = z.infer<typeof settingsSchema>;
const settingsPath = '/index.php/apps/polls/settings/app';

const settingsCall = async (
  session: Session,
  call: Call,
  request: { readonly name: string; readonly method: 'GET' | 'POST'; readonly json?: unknown },
): Promise<PollSettings> => {
  const response = await sendRequest(session, call, { ...request, path: settingsPath });
  if (response.status !== 200) throw statusError(session, response, request.name);
  const name = titled(request.name);
  const answer = expectShape(parseJson(response, name, session), response, name, settingsAnswer);
  return settingsSchema.parse('appSettings' in answer ? answer.appSettings : answer);
};

/** For administrators only. */
export const readPollSettings = (session: Session, call: Call): Promise<PollSettings> =>
  settingsCall(session, call, { name: 'read poll settings', method: 'GET' });
/** Written as a whole. Groups must be objects: plain strings are dropped in silence (facts §8). @returns the settings as they are now */
export const writePollSettings = (session: Session, call: Call, appSettings: PollSettings): Promise<PollSettings> =>
  settingsCall(session, call, { name: 'write poll settings', method: 'POST', json: { appSettings } });
