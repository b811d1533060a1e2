import { addCategory } from './categories/new-category.ts';
import { explorerQueries } from './explorer/explorer-queries.ts';
import { ensureAutomaticGroups, STAFF } from './groups/membership.ts';
import { keyHash } from './key-hash.ts';
import type { DiscourseOptions } from './options.ts';
import type { Platform } from './platform.ts';
import { parseScope } from './transport/key-scopes.ts';
import { addUser, newUser } from './users/new-user.ts';

/** Two users that are programs, and the categories that a new site has. */
const installSite = (platform: Platform): void => {
  const { state, accounts } = platform;
  const program = { name: null, active: true, admin: true, moderator: true, trustLevel: 4 };
  accounts.add(newUser(-1, platform.now(), { ...program, username: 'system', name: 'system', email: 'no_email' }));
  accounts.add(
    newUser(-2, platform.now(), { ...program, username: 'discobot', name: 'discobot', email: 'discobot_email' }),
  );
  ensureAutomaticGroups(state);
  addCategory(platform, { id: 1, name: 'Uncategorized' }, false);
  addCategory(platform, { id: 4, name: 'General' });
  addCategory(platform, { id: 3, name: 'Staff', permissions: new Map([[STAFF, 1]]), readRestricted: true });
  for (const { id, name, sql } of explorerQueries) {
    state.queries.set(id, { id, name, sql });
    state.nextIds.query = Math.max(state.nextIds.query, id + 1);
  }
};

/** Makes sure of the site's first contents, the administrator and the keys given now: also after a restore. */
export const ensureFirstContents = (platform: Platform, options: DiscourseOptions): void => {
  const { state, accounts } = platform;
  if (state.users.size === 0) installSite(platform);
  const admin =
    accounts.byUsername(options.admin.username) ??
    addUser(platform, {
      username: options.admin.username,
      name: options.admin.username,
      email: options.admin.email,
      active: true,
    });
  admin.admin = true;
  admin.trustLevel = Math.max(admin.trustLevel, 1);

  for (const given of options.apiKeys ?? []) {
    const user = given.username === undefined ? null : accounts.byUsername(given.username);
    if (user === undefined) throw new Error(`there is no user ${String(given.username)} to make an API key for`);
    const hash = keyHash(given.key);
    const known = [...state.apiKeys.values()].find((key) => key.keyHash === hash);
    const id = known?.id ?? state.nextIds.apiKey++;
    state.apiKeys.set(id, {
      id,
      keyHash: hash,
      description: given.description ?? '',
      userId: user?.id ?? null,
      scopes: (given.scopes ?? []).map(parseScope),
      revoked: false,
      lastUsedAt: known?.lastUsedAt ?? null,
      createdAt: known?.createdAt ?? platform.now(),
    });
  }
};
