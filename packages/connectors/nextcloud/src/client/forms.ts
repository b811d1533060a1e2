import { expectShape, parseJson, type Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { isSuccess, ocs, ocsData, refusal } from './ocs.ts';
import { sendRequest, statusError, titled } from './request.ts';

const base = '/apps/forms/api/v3/forms';
const shareSchema = z.object({
  id: z.number(),
  shareType: z.number(),
  shareWith: z.string(),
  permissions: z.array(z.string()),
});
const questionSchema = z.object({
  id: z.number(),
  text: z.string(),
  options: z.array(z.object({ text: z.string() })),
});
const formSchema = z.object({
  id: z.number(),
  title: z.string(),
  description: z.string(),
  questions: z.array(questionSchema),
  shares: z.array(shareSchema),
});
export interface FormShare {
  readonly id: number;
  readonly group: string;
  readonly permissions: readonly string[];
}
export interface Form {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly questions: readonly z.infer<typeof questionSchema>[];
  /** Groups that it is shared with; one can be there twice. */
  readonly shares: readonly FormShare[];
}
const groupType = 1;
const toForm = ({ shares, ...form }: z.infer<typeof formSchema>): Form => ({
  ...form,
  shares: shares
    .filter(({ shareType }) => shareType === groupType)
    .map(({ id, shareWith, permissions }) => ({ id, group: shareWith, permissions })),
});

/** The service account's own forms. */
export const readOwnForms = async (
  session: Session,
  call: Call,
): Promise<{ readonly id: number; readonly title: string }[] | 'no-app'> => {
  const name = 'list forms';
  const answer = await ocs(session, call, { name, method: 'GET', path: base, query: { type: 'owned' } });
  if (answer.response.status === 404) return 'no-app';
  if (!isSuccess(answer)) throw refusal(session, answer, name);
  const schema = z.array(z.object({ id: z.number(), title: z.string() }));
  return expectShape(answer.data, answer.response, titled(name), schema);
};

/** Null when there is no such form (400, or 404 in later versions). */
export const readForm = async (session: Session, call: Call, id: number): Promise<Form | null> => {
  const name = 'read form';
  const answer = await ocs(session, call, { name, method: 'GET', path: `${base}/${id}` });
  if (answer.response.status === 400 || answer.response.status === 404) return null;
  if (!isSuccess(answer)) throw refusal(session, answer, name);
  return toForm(expectShape(answer.data, answer.response, titled(name), formSchema));
};

/** A new form has no title yet, and is seen by its owner alone. */
export const createForm = async (session: Session, call: Call): Promise<Form> =>
  toForm(await ocsData(session, call, { name: 'create form', method: 'POST', path: base }, formSchema));

const write = async (
  session: Session,
  call: Call,
  request: {
    readonly name: string;
    readonly method: 'PATCH' | 'POST' | 'DELETE';
    readonly path: string;
    readonly json?: unknown;
  },
): Promise<'done' | 'missing'> => {
  const answer = await ocs(session, call, { ...request, path: base + request.path });
  if (answer.response.status === 404) return 'missing';
  if (!isSuccess(answer)) throw refusal(session, answer, request.name);
  return 'done';
};

/** Keys that the app does not know make it break (facts §8). */
export const patchForm = (
  session: Session,
  call: Call,
  id: number,
  keyValuePairs: object,
): Promise<'done' | 'missing'> =>
  write(session, call, { name: 'set up form', method: 'PATCH', path: `/${id}`, json: { keyValuePairs } });

/** @returns its id */
export const addQuestion = async (
  session: Session,
  call: Call,
  form: number,
  question: { readonly type: string; readonly text: string },
): Promise<number> => {
  const request = { name: 'add question', method: 'POST', path: `${base}/${form}/questions`, json: question } as const;
  return (await ocsData(session, call, request, z.object({ id: z.number() }))).id;
};

export const addOptions = (
  session: Session,
  call: Call,
  { form, question }: { readonly form: number; readonly question: number },
  optionTexts: readonly string[],
): Promise<'done' | 'missing'> =>
  write(session, call, {
    name: 'add options',
    method: 'POST',
    path: `/${form}/questions/${question}/options`,
    json: { optionTexts },
  });

/** Not idempotent: look first. Refused (400) for a group that is not there. */
export const shareForm = (
  session: Session,
  call: Call,
  form: number,
  share: { readonly group: string; readonly permissions: readonly string[] },
): Promise<'done' | 'missing'> =>
  write(session, call, {
    name: 'share form',
    method: 'POST',
    path: `/${form}/shares`,
    json: { shareType: groupType, shareWith: share.group, permissions: share.permissions },
  });
export const patchFormShare = (
  session: Session,
  call: Call,
  { form, share }: { readonly form: number; readonly share: number },
  permissions: readonly string[],
): Promise<'done' | 'missing'> =>
  write(session, call, {
    name: 'change form share',
    method: 'PATCH',
    path: `/${form}/shares/${share}`,
    json: { keyValuePairs: { permissions } },
  });
export const removeFormShare = (
  session: Session,
  call: Call,
  { form, share }: { readonly form: number; readonly share: number },
): Promise<'done' | 'missing'> =>
  write(session, call, { name: 'end form share', method: 'DELETE', path: `/${form}/shares/${share}` });

const settingsSchema = z.looseObject({ restrictCreation: z.boolean(), creationAllowedGroups: z.array(z.string()) });
const settingsPath = '/index.php/apps/forms/config';

/** For administrators only. */
export const readFormSettings = async (session: Session, call: Call): Promise<z.infer<typeof settingsSchema>> => {
  const name = 'read form settings';
  const response = await sendRequest(session, call, { name, method: 'GET', path: settingsPath });
  if (response.status !== 200) throw statusError(session, response, name);
  return expectShape(parseJson(response, titled(name), session), response, titled(name), settingsSchema);
};
/** One key at a time, a list as a whole. */
export const writeFormSetting = async (
  session: Session,
  call: Call,
  configKey: 'restrictCreation' | 'creationAllowedGroups',
  configValue: boolean | readonly string[],
): Promise<void> => {
  const name = 'write form settings';
  const json = { configKey, configValue };
  const response = await sendRequest(session, call, { name, method: 'PATCH', path: settingsPath, json });
  if (response.status !== 200) throw statusError(session, response, name);
};
