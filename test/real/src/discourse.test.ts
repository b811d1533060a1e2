import { randomBytes, randomUUID } from 'node:crypto';
import { createHttpClient, silent } from '@passerelle/connector-kit';
import { describeTarget, type Bench } from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { personId } from '@passerelle/model';
import { describe, test } from 'vitest';
import { discourse, discourseConfig } from '../../../packages/connectors/discourse/src/index.ts';

/**
 * The conformance suite on a Discourse of yours, named by PASSERELLE_DISCOURSE_URL, _KEY (a global key for all users) and _SECRET (its
 * discourse_connect_secret). The suite makes several hundred calls: raise DISCOURSE_MAX_ADMIN_API_REQS_PER_MINUTE there first, and switch on
 * enable_discourse_connect, auth_overrides_name, auth_overrides_email and enable_category_group_moderation.
 */
const {
  PASSERELLE_DISCOURSE_URL: url,
  PASSERELLE_DISCOURSE_KEY: key,
  PASSERELLE_DISCOURSE_SECRET: secret,
} = process.env;

interface Access {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
}

const open = async (access: Access): Promise<Bench> => {
  // Group names have 20 characters, and the suite adds a number of up to four.
  const prefix = `ptest-${randomBytes(3).toString('hex')}`;
  const http = createHttpClient();
  const careGroup = `${prefix}-care`;
  const config = discourseConfig.parse({
    url: access.url,
    credentials: { key: access.key },
    connect: { secret: access.secret },
    careGroup,
    callsPerMinute: 100_000,
  });
  const context = {
    name: 'discourse',
    http,
    logger: silent,
    now: Date.now,
    random: (bytes: number) => randomBytes(bytes),
  };
  const byHand = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${config.url}${path}`, {
      method,
      headers: {
        'api-key': access.key,
        'api-username': 'system',
        accept: 'application/json',
        'content-type': 'application/json',
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return text.trim() === '' ? null : JSON.parse(text);
  };
  const at = (value: unknown, ...path: readonly string[]): unknown =>
    path.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), value);
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const people: string[] = [];
  const account = async (username: string): Promise<string> => {
    const user = {
      name: 'Ann Other',
      email: `${username}@example.com`,
      username,
      password: `${randomUUID()}aA1!`,
      active: true,
    };
    const native = String(at(await byHand('POST', '/users.json', user), 'user_id'));
    people.push(native);
    return native;
  };
  const remove = async (category: unknown): Promise<void> => {
    const id = String(at(category, 'id'));
    for (const name of ['welcome', 'guide']) {
      // The forum answers with the topic's address, which is followed.
      const topic = at(await byHand('GET', `/t/external_id/passerelle-${id}-${name}.json`).catch(() => null), 'id');
      if (typeof topic === 'number') await byHand('DELETE', `/t/${topic}.json`);
    }
    await byHand('DELETE', `/categories/${id}.json`);
  };
  const target = discourse.connect(config, context);
  console.warn(
    `On ${config.url} this makes, and removes at the end: groups, categories and accounts named "${prefix}…".`,
  );
  return {
    manifest: discourse.manifest,
    target,
    mode: 'create',
    now: Date.now,
    space: { tool: 'forum', low: 'read', high: 'moderate' },
    prefix,
    call: testCall,
    newPerson(number) {
      const profile = {
        displayName: `Zoé Œuvrard ${number}`,
        givenName: 'Zoé',
        familyName: `Œuvrard ${number}`,
        email: `zoe.${number}.${prefix}@example.org`,
        language: 'fr',
      } as const;
      return Promise.resolve({ person: personId(randomUUID()), profile, hint: null });
    },
    protectedAccounts: ['-1'],
    others: {
      async group(name) {
        return String(at(await byHand('POST', '/admin/groups.json', { group: { name } }), 'basic_group', 'id'));
      },
      async space(name) {
        return String(
          at(await byHand('POST', '/categories.json', { name, permissions: { admins: 1 } }), 'category', 'id'),
        );
      },
      account: (number) => account(`${prefix}-s${number}`),
      async member(group, native) {
        await byHand('PUT', `/groups/${group}/members.json`, { user_ids: native });
      },
    },
    async close() {
      const categories = at(
        await byHand('GET', '/categories.json?include_subcategories=true'),
        'category_list',
        'categories',
      );
      for (const category of list(categories)) {
        if (!String(at(category, 'name')).startsWith(prefix)) continue;
        // A category stays while there are others or topics in it.
        for (const inside of list(at(category, 'subcategory_list'))) await remove(inside);
        await remove(category);
      }
      const cared = at(await byHand('GET', `/groups/${careGroup}/members.json?limit=1000`), 'members');
      people.push(...list(cared).map((member) => String(at(member, 'id'))));
      for (const native of people) await byHand('DELETE', `/admin/users/${native}.json`);
      for (const group of list(await byHand('GET', '/groups/search.json'))) {
        if (String(at(group, 'name')).startsWith(prefix))
          await byHand('DELETE', `/admin/groups/${String(at(group, 'id'))}.json`);
      }
      await http.close();
    },
  };
};

if (url === undefined || key === undefined || secret === undefined) {
  console.warn(
    'SKIPPED: no real Discourse is named (PASSERELLE_DISCOURSE_URL, _KEY, _SECRET); the connector was tried on its stand-in only.',
  );
  describe('discourse, a real server', () => {
    test.skip('needs PASSERELLE_DISCOURSE_URL, PASSERELLE_DISCOURSE_KEY and PASSERELLE_DISCOURSE_SECRET', () =>
      undefined);
  });
} else {
  const access = { url, key, secret };
  describeTarget('discourse, a real server', { open: () => open(access) }, { faults: [] });
}
