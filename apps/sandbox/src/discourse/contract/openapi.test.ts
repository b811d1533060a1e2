import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { numberAt, session, signed, type Answer } from '../test-session.ts';
import exceptions from './exceptions.json' with { type: 'json' };
import { documentIsPresent, officialOperations, operationFor, sample } from './official-document.ts';

if (!documentIsPresent) {
  console.warn('SKIPPED: the check against Discourse’s OpenAPI document; ../shared/contracts/discourse is not there.');
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
const operations = documentIsPresent ? officialOperations() : [];
const deviations = new Set<string>();
const checked = new Set<string>();
const allowed = new Set(exceptions.flatMap(({ deviations: listed }) => listed));

/** Notes every way in which an answer differs from what the document says about its operation and status. */
const check = (method: string, path: string, answer: Answer): void => {
  const operation = operationFor(operations, method, path);
  if (operation === undefined) throw new Error(`the document does not describe ${method} ${path}`);
  const key = `${operation.id} ${answer.status}`;
  checked.add(key);
  const schema = operation.answers.get(answer.status);
  if (schema === undefined) {
    deviations.add(`${key}: status is not described`);
    return;
  }
  const validate = ajv.compile(schema);
  if (validate(answer.body)) return;
  for (const error of validate.errors ?? []) {
    const at = error.instancePath.replace(/\/\d+(?=\/|$)/g, '/*');
    const extra: unknown = error.params['additionalProperty'];
    deviations.add(`${key}: ${at} ${error.message ?? error.keyword}${typeof extra === 'string' ? `: ${extra}` : ''}`);
  }
};

describe.skipIf(!documentIsPresent)('answers against Discourse’s own OpenAPI document', () => {
  it('differ only where the list of exceptions says why', async () => {
    const { call, person, server } = await session({ settings: { enableCategoryGroupModeration: false } });
    const step = async (method: string, path: string, body?: unknown, as = 'system'): Promise<Answer> => {
      const answer = await call(method, path, { as, ...(body === undefined ? {} : { body }) });
      check(method, path, answer);
      return answer;
    };
    const alice = await person('alice');
    const password = 'a-long-enough-password';
    const bob = await step('POST', '/users.json', {
      name: 'Bob',
      username: 'bob',
      email: 'bob@example.org',
      password,
      active: true,
    });
    const bobId = numberAt(bob.body, 'user_id');
    await step('POST', '/users.json', { name: 'Bob', username: 'bob', email: 'bob@example.org', password });
    await step('GET', '/u/alice.json');
    await step('GET', '/u/nobody.json');
    await step('GET', '/u/by-external/id-of-alice.json');
    await step('GET', '/u/by-external/nobody.json');
    await step('PUT', '/u/bob.json', { name: 'Robert', external_ids: { oidc: 'sub-1' } });
    await step('GET', '/u/by-external/oidc/sub-1.json');
    await step('GET', '/u/alice/emails.json');
    await step('PUT', '/u/bob/preferences/email.json', { email: 'robert@example.org' });
    await step('PUT', '/u/bob/preferences/username.json', { new_username: 'robert' });
    await step('PUT', '/u/robert/preferences/username.json', { new_username: 'x' });
    await step('GET', '/admin/users.json');
    await step('GET', '/admin/users/list/active.json?show_emails=true');
    await step('GET', `/admin/users/${alice}.json`);
    await step('GET', '/admin/users/9999.json');
    const suspension = { suspend_until: '2099-01-01', reason: 'left' };
    await step('PUT', `/admin/users/${alice}/suspend.json`, suspension);
    await step('PUT', `/admin/users/${alice}/suspend.json`, suspension);
    await step('PUT', `/admin/users/${alice}/suspend.json`, { reason: 'x' });
    await step('GET', `/admin/users/${alice}.json`);
    await step('GET', '/admin/users/list/suspended.json');
    await call('PUT', `/admin/users/${alice}/unsuspend.json`);
    await step('PUT', `/admin/users/${bobId}/silence.json`, { silenced_till: '2099-01-01', reason: 'loud' });
    await step('PUT', `/admin/users/${bobId}/deactivate.json`);
    await step('PUT', `/admin/users/${bobId}/activate.json`);
    await step('PUT', `/admin/users/${bobId}/activate.json`);
    await step('POST', `/admin/users/${bobId}/log_out.json`);
    await step('POST', '/admin/users/9999/log_out.json');

    const made = await step('POST', '/admin/groups.json', {
      group: { name: 'cop-a', full_name: 'CoP A', bio_raw: 'About' },
    });
    const group = numberAt(made.body, 'basic_group', 'id');
    await step('POST', '/admin/groups.json', { group: { name: 'cop-a' } });
    await step('PUT', `/groups/${group}/members.json`, { usernames: 'alice' });
    await step('PUT', `/groups/${group}/members.json`, { usernames: 'alice' });
    await step('GET', '/groups.json');
    await step('GET', '/groups/cop-a.json');
    await step('GET', '/groups/none.json');
    await step('GET', `/groups/by-id/${group}.json`);
    await step('GET', '/groups/cop-a/members.json');
    await step('GET', '/groups/cop-a/members.json?limit=1001');
    await step('PUT', `/groups/${group}.json`, { group: { name: 'cop-a', full_name: 'CoP A, renamed' } });

    const category = numberAt(
      (await step('POST', '/categories.json', { name: 'CoP A', permissions: { 'cop-a': 1 } })).body,
      'category',
      'id',
    );
    await step('POST', '/categories.json', { name: 'Other', permissions: { none: 1 } });
    await step('PUT', `/categories/${category}.json`, { name: 'CoP A', permissions: { 'cop-a': 1, staff: 1 } });
    await step('PUT', `/categories/${category}.json`, { name: 'CoP A', permissions: { none: 1 } });
    await step('GET', '/categories.json?include_subcategories=true');
    await step('GET', `/c/${category}/show.json`);
    await step('GET', `/c/${category}/show.json`, undefined, 'robert');

    const text = {
      title: 'A topic for everyone',
      raw: 'With enough words in it to be taken.',
      category,
      external_id: 'welcome-1',
    };
    const post = await step('POST', '/posts.json', text, 'alice');
    const [topic, first] = [numberAt(post.body, 'topic_id'), numberAt(post.body, 'id')];
    await step('POST', '/posts.json', { ...text, title: 'Short' }, 'alice');
    const reply = await step(
      'POST',
      '/posts.json',
      { raw: 'An answer with enough words in it.', topic_id: topic },
      'alice',
    );
    await step('GET', `/posts/${first}.json`);
    await step('PUT', `/posts/${first}.json`, { post: { raw: 'Other words in the same topic.' } });
    await step('GET', `/t/${topic}.json`, undefined, 'alice');
    await step('GET', `/t/${topic}.json`);
    await step('GET', `/t/${topic}.json`, undefined, 'robert');
    await step('GET', '/t/external_id/welcome-1.json');
    await step('PUT', `/t/-/${topic}.json`, { title: 'A topic with another title' });
    await step('PUT', `/t/${topic}/status.json`, { status: 'closed', enabled: 'true' });
    await step('PUT', `/t/${topic}/status.json`, { status: 'closed', enabled: 'false' }, 'alice');
    await step('GET', '/latest.json');
    await step('GET', `/c/cop-a/${category}.json`);
    await step('DELETE', `/posts/${numberAt(reply.body, 'id')}.json`);
    await step('DELETE', `/t/${topic}.json`);
    await step('GET', '/site/basic-info.json');

    await step('DELETE', `/groups/${group}/members.json`, { usernames: 'alice,robert' });
    await step('DELETE', `/admin/groups/${group}.json`);
    await step('PUT', `/admin/users/${alice}/anonymize.json`);
    await step('DELETE', `/admin/users/${bobId}.json`);
    // Nothing was answered 501 on the way: everything above is covered.
    expect(server.log.entries.filter(({ status }) => status === 501)).toEqual([]);
    expect([...deviations].filter((each) => !allowed.has(each)).sort()).toEqual([]);
  });

  it('have no exception that is no longer needed, and each says why', () => {
    expect([...allowed].filter((each) => !deviations.has(each))).toEqual([]);
    for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(20);
  });

  it('were checked for every operation that the stand-in serves', () => {
    expect(checked.size).toBeGreaterThan(55);
  });

  it('hold every field that older samples of real answers hold, as far as the document still knows it', async () => {
    const { call, person, api } = await session();
    const alice = await person('alice');
    const compare = [
      [await api('GET', `/admin/users/${alice}`), 'docs-responses/admin/get_user.json'],
      [await api('GET', '/groups/trust_level_0/members'), 'docs-responses/groups/group_members_response.json'],
      [await api('GET', '/admin/users/list/active?show_emails=true'), 'docs-responses/users/active_list.json'],
      [
        await call('POST', '/admin/users/sync_sso.json', { form: signed({ external_id: 'id-of-alice' }) }),
        'gem-fixtures/admin_user.json',
      ],
    ] as const;
    for (const [answer, file] of compare) {
      const keys = (value: unknown): string[] => {
        const one: unknown = Array.isArray(value) ? value[0] : value;
        return typeof one === 'object' && one !== null ? Object.keys(one) : [];
      };
      const missing = keys(sample(file)).filter((key) => !keys(answer.body).includes(key));
      expect([file, missing.filter((key) => !gone.has(key))]).toEqual([file, []]);
    }
  });
});

/** What samples of 2014 to 2020 have, and the document of 2026 no longer names, or only of suspended people. */
const gone = new Set([
  ...['username_lower', 'flag_level', 'trust_level_locked', 'blocked', 'user_fields'],
  ...['suspended_at', 'suspended_till', 'suspended', 'suspend_reason'],
]);
