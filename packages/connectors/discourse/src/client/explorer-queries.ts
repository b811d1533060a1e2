/**
 * The two queries that an administrator saves in Data Explorer. Column names are ours: Discourse's own (`user_id`) would make it send the whole account
 * of every row along. Rows come in the order of their numbers, so that the next part begins where the last ended.
 */
export const accountsQuery = `-- [params]
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
 LIMIT :most`;

export const categoriesQuery = `SELECT c.id AS category, c.name AS shown, c.parent_category_id AS above, c.read_restricted AS restricted,
       COALESCE((SELECT string_agg(p.group_id::text || ':' || p.permission_type::text, ',') FROM category_groups p WHERE p.category_id = c.id), '') AS permissions,
       COALESCE((SELECT string_agg(m.group_id::text, ',') FROM category_moderation_groups m WHERE m.category_id = c.id), '') AS moderators
  FROM categories c
 ORDER BY c.id`;
