import { silent, type HttpRequest, type Target } from '@passerelle/connector-kit';
import { fakeHttp, fixedClock, fixedRandom, type FakeAnswer, type FakeHttp } from '@passerelle/connector-kit/testing';
import { configSchema } from '../config.ts';
import { discourse } from '../index.ts';

export const secret = 'a secret of the forum';

/** `POST /admin/groups.json`, the query left out. */
export const lineOf = ({ method, url }: HttpRequest): string => `${method} ${new URL(url).pathname}`;
export const bodyOf = (request: HttpRequest | undefined): unknown =>
  typeof request?.body === 'string' ? JSON.parse(request.body) : undefined;

export interface FakeDiscourse {
  readonly target: Target;
  readonly http: FakeHttp;
  readonly clock: ReturnType<typeof fixedClock>;
}

type Answers = Readonly<Record<string, FakeAnswer | ((request: HttpRequest) => FakeAnswer)>>;

/** What an unrestricted key of an administrator gets from an empty forum. */
const emptyForum: Answers = {
  'GET /session/scopes.json': { json: { scopes: [] } },
  'GET /admin/users/list/staff.json': { json: [{ id: 1, username: 'ada', admin: true }] },
  'GET /admin/users/list/suspended.json': { json: [] },
  'GET /admin/site_settings.json': { json: { site_settings: [] } },
  'GET /groups/search.json': { json: [] },
  'GET /categories.json': { json: { category_list: { categories: [] } } },
};
const notFound: FakeAnswer = { status: 404, json: { errors: ['…'], error_type: 'not_found' } };

/** A connected target on a forum that answers by table: the key is a line of `lineOf`. What is not in it is not found. */
export const fakeDiscourse = (answers: Answers, config: Readonly<Record<string, unknown>> = {}): FakeDiscourse => {
  const clock = fixedClock();
  const table = { ...emptyForum, ...answers };
  const http = fakeHttp((request) => {
    const answer = table[lineOf(request)] ?? notFound;
    return typeof answer === 'function' ? answer(request) : answer;
  });
  const parsed = configSchema.parse({
    url: 'https://forum.example.org',
    credentials: { key: 'k'.repeat(64) },
    connect: { secret },
    ...config,
  });
  const context = { name: 'forum', http, logger: silent, now: clock, random: fixedRandom() };
  return { target: discourse.connect(parsed, context), http, clock };
};
