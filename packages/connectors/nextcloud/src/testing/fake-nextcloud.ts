import { silent, type HttpRequest, type Target } from '@passerelle/connector-kit';
import { fakeHttp, fixedClock, fixedRandom, type FakeAnswer, type FakeHttp } from '@passerelle/connector-kit/testing';
import type { NextcloudConfig } from '../config.ts';
import { nextcloud } from '../index.ts';

export const appPassword = 'a1B2'.repeat(18);

export const sampleConfig: NextcloudConfig = {
  url: 'https://cloud.example.org/nc',
  credentials: { user: 'passerelle', password: appPassword },
  accounts: { mode: 'create' },
  language: 'initial',
  teamFolders: 'required',
  protectedAccounts: ['director'],
  rateLimitLifted: false,
};

/** An OCS answer as version 2 gives it. */
export const ocsAnswer = (data: unknown, statuscode = 200, message = ''): FakeAnswer => ({
  status: statuscode === 200 ? 200 : statuscode === 404 || statuscode === 998 ? 404 : 400,
  json: { ocs: { meta: { status: statuscode === 200 ? 'ok' : 'failure', statuscode, message }, data } },
});
/** As the app Team folders answers. */
export const folderAnswer = (data: unknown): FakeAnswer => ({
  json: { ocs: { meta: { status: 'ok', statuscode: 100, message: 'OK' }, data } },
});

/** `POST /ocs/v2.php/cloud/users`, the query left out. */
export const lineOf = ({ method, url }: HttpRequest): string => `${method} ${new URL(url).pathname.replace('/nc', '')}`;
export const bodyOf = (request: HttpRequest | undefined): unknown =>
  typeof request?.body === 'string' ? JSON.parse(request.body) : undefined;

/** A home without calendars or address books, as long as a test says nothing else. */
const emptyHome: FakeAnswer = {
  status: 207,
  headers: { 'content-type': 'application/xml; charset=utf-8' },
  text: '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"></d:multistatus>',
};
const isHome = (line: string): boolean =>
  /^PROPFIND \/remote\.php\/dav\/(?:calendars|addressbooks\/users)\/[^/]+\/$/.test(line);

export interface FakeNextcloud {
  readonly target: Target;
  readonly http: FakeHttp;
  readonly now: number;
}

/** A connected target on a platform that answers by table: the key is a line of `lineOf`. What is not in it is not found. */
export const fakeNextcloud = (
  answers: Readonly<Record<string, FakeAnswer | ((request: HttpRequest) => FakeAnswer)>>,
  changes: Partial<NextcloudConfig> = {},
): FakeNextcloud => {
  const now = fixedClock();
  const http = fakeHttp((request) => {
    const answer = answers[lineOf(request)];
    if (answer === undefined) return isHome(lineOf(request)) ? emptyHome : ocsAnswer([], 998);
    return typeof answer === 'function' ? answer(request) : answer;
  });
  const context = { name: 'nextcloud', http, logger: silent, now, random: fixedRandom() };
  return { target: nextcloud.connect({ ...sampleConfig, ...changes }, context), http, now: now() };
};
