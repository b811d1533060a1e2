import { groupsOf } from '../groups/membership.ts';
import type { Platform } from '../platform.ts';
import { isSuspended } from '../transport/authentication.ts';

type Cell = string | number | boolean | null;

export interface ExplorerResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * A query that an administrator stores in the Data Explorer. The stand-in has no database: it knows these texts and
 * answers what a real one would; any other text it refuses as a real one refuses an error.
 */
export interface ExplorerQuery {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
  readonly run: (platform: Platform, params: Readonly<Record<string, string>>) => ExplorerResult;
}

const number = (params: Readonly<Record<string, string>>, name: string, otherwise: number): number =>
  Number(params[name] ?? otherwise);

const joined = (parts: readonly (string | number)[]): string => parts.join(',');

/** The two that Passerelle's connector documents, word for word, and one for whoever wants rows of memberships. */
export const explorerQueries: readonly ExplorerQuery[] = [
  {
    id: 1,
    name: 'Passerelle: accounts',
    sql: `-- [params]
-- int :after = 0
-- int :most = 10000
-- string :only = all

SELECT u.id AS account, u.username AS login, u.name AS shown, e.email AS address, s.external_id AS external,
       u.suspended_till IS NOT NULL AND u.suspended_till > now() AS suspended,
       u.admin OR u.moderator AS staff,
       COALESCE((SELECT string_agg(m.group_id::text, ',') FROM group_users m WHERE m.user_id = u.id), '') AS belongs
  FROM users u
  LEFT JOIN user_emails e ON e.user_id = u.id AND e.primary
  LEFT JOIN single_sign_on_records s ON s.user_id = u.id
 WHERE u.id > :after AND u.id > 0
   AND (:only = 'all' OR u.id::text = ANY(string_to_array(:only, ',')))
 ORDER BY u.id
 LIMIT :most`,
    run: (platform, params) => {
      const only = params['only'] ?? 'all';
      const chosen = new Set(only.split(','));
      return {
        columns: ['account', 'login', 'shown', 'address', 'external', 'suspended', 'staff', 'belongs'],
        rows: [...platform.state.users.values()]
          .filter(({ id }) => id > number(params, 'after', 0) && id > 0)
          .filter(({ id }) => only === 'all' || chosen.has(String(id)))
          .sort((a, b) => a.id - b.id)
          .slice(0, number(params, 'most', 10_000))
          .map((user) => [
            user.id,
            user.username,
            user.name,
            user.email,
            user.sso?.externalId ?? null,
            isSuspended(platform, user),
            user.admin || user.moderator,
            // Automatic groups have rows in the table as well.
            joined(groupsOf(platform, user).map(({ id }) => id)),
          ]),
      };
    },
  },
  {
    id: 2,
    name: 'Passerelle: categories',
    sql: `SELECT c.id AS category, c.name AS shown, c.parent_category_id AS above, c.read_restricted AS restricted,
       COALESCE((SELECT string_agg(p.group_id::text || ':' || p.permission_type::text, ',') FROM category_groups p WHERE p.category_id = c.id), '') AS permissions,
       COALESCE((SELECT string_agg(m.group_id::text, ',') FROM category_moderation_groups m WHERE m.category_id = c.id), '') AS moderators
  FROM categories c
 ORDER BY c.id`,
    run: (platform) => ({
      columns: ['category', 'shown', 'above', 'restricted', 'permissions', 'moderators'],
      rows: [...platform.state.categories.values()]
        .sort((a, b) => a.id - b.id)
        .map((category) => [
          category.id,
          category.name,
          category.parentId,
          category.readRestricted,
          joined([...category.permissions].map(([group, type]) => `${group}:${type}`)),
          joined(category.moderatingGroupIds),
        ]),
    }),
  },
  {
    id: 3,
    name: 'Passerelle: memberships',
    sql: `-- [params]
-- int :after = 0

SELECT m.user_id AS account, m.group_id AS belongs, g.name AS shown, m.owner AS owns, s.external_id AS external
  FROM group_users m
  JOIN groups g ON g.id = m.group_id AND NOT g.automatic
  LEFT JOIN single_sign_on_records s ON s.user_id = m.user_id
 WHERE m.user_id > :after
 ORDER BY m.user_id, m.group_id`,
    run: (platform, params) => ({
      columns: ['account', 'belongs', 'shown', 'owns', 'external'],
      rows: [...platform.state.groups.values()]
        .filter(({ automatic }) => !automatic)
        .flatMap((group) => [...group.members].map(([userId, { owner }]) => ({ group, userId, owner })))
        .filter(({ userId }) => userId > number(params, 'after', 0))
        .sort((a, b) => a.userId - b.userId || a.group.id - b.group.id)
        .map(({ group, userId, owner }) => [
          userId,
          group.id,
          group.name,
          owner,
          platform.state.users.get(userId)?.sso?.externalId ?? null,
        ]),
    }),
  },
];

/** Blanks and line breaks don't make another query. */
const normal = (sql: string): string => sql.replace(/\s+/g, ' ').trim();

export const knownQuery = (sql: string): ExplorerQuery | undefined =>
  explorerQueries.find((query) => normal(query.sql) === normal(sql));
