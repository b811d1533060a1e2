import type { Call, HttpResponse } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import { actions, type Action } from '../levels.ts';
import type { SettingValue } from '../list-settings.ts';
import type { Session } from '../session.ts';
import { readAll } from './pages.ts';
import { encoded, readOrNull, sendRequest, write } from './request.ts';

export interface ListView {
  readonly native: NativeId;
  /** Part of the address before the `@`. */
  readonly name: string;
  readonly label: string;
  readonly members: number;
}
/** Ids are `name.domain`: nothing else is asked for, whatever stands in a plan. */
export const isListId = (native: NativeId): boolean => /^[a-z0-9._-]+$/.test(native);

const listSchema = z
  .object({
    list_id: z.string(),
    list_name: z.string(),
    // Unset on a list that was made with a style that nobody knows.
    display_name: z.string().nullish(),
    member_count: z.int(),
  })
  .transform(({ list_id: native, list_name: name, display_name: label, member_count: members }) => ({
    native,
    name,
    label: label ?? name,
    members,
  }));
const at = (native: NativeId): string => `/lists/${encoded(native)}`;

/** Null: the domain is not there. */
export const listLists = (session: Session, call: Call): Promise<readonly ListView[] | null> => {
  const path = `/domains/${encoded(session.config.domain)}/lists`;
  return readAll(session, call, { name: 'list lists', method: 'GET', path }, listSchema);
};
export const readList = (session: Session, call: Call, native: NativeId): Promise<ListView | null> =>
  isListId(native)
    ? readOrNull(session, call, { name: 'read list', method: 'GET', path: at(native) }, listSchema)
    : Promise.resolve(null);

/** The caller judges: 201, or 400 with Mailman's words. */
export const createList = (session: Session, call: Call, address: string): Promise<HttpResponse> =>
  sendRequest(session, call, {
    name: 'create list',
    method: 'POST',
    path: '/lists',
    // Private archives, and on no public page even before its settings are written.
    json: { fqdn_listname: address, style_name: 'private-default' },
  });

/** Our text about a list. Null: the list is not there. */
export const readInfo = async (session: Session, call: Call, native: NativeId): Promise<string | null> => {
  const request = { name: "read list's text", method: 'GET', path: `${at(native)}/config/info` } as const;
  return (await readOrNull(session, call, request, z.object({ info: z.string().nullish() })))?.info ?? null;
};
export const patchConfig = (
  session: Session,
  call: Call,
  native: NativeId,
  settings: Readonly<Record<string, SettingValue>>,
): Promise<'done' | 'absent'> =>
  write(session, call, { name: 'set up list', method: 'PATCH', path: `${at(native)}/config`, json: settings });

/** What becomes of posts of members for whom nothing is said. */
export const readDefaultAction = async (session: Session, call: Call, native: NativeId): Promise<Action> => {
  const path = `${at(native)}/config/default_member_action`;
  const request = { name: "read list's moderation", method: 'GET', path } as const;
  const schema = z.object({ default_member_action: z.enum(actions) });
  return (await readOrNull(session, call, request, schema))?.default_member_action ?? 'hold';
};
export const readLabels = (
  session: Session,
  call: Call,
  native: NativeId,
): Promise<{ readonly display_name: string; readonly subject_prefix: string } | null> =>
  readOrNull(
    session,
    call,
    { name: "read list's names", method: 'GET', path: `${at(native)}/config` },
    z.object({
      display_name: z
        .string()
        .nullish()
        .transform((name) => name ?? ''),
      subject_prefix: z
        .string()
        .nullish()
        .transform((prefix) => prefix ?? ''),
    }),
  );
