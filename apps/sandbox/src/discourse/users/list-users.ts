import type { Platform } from '../platform.ts';
import type { User } from '../state.ts';
import { json, type Answer } from '../transport/answer.ts';
import { isSilenced, isSuspended } from '../transport/authentication.ts';
import { userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { adminListedUser } from './admin-user-answer.ts';
import { postCountOf } from './user-parts.ts';

const PER_PAGE = 100;

/** What the word in the address narrows the list to. `active` does not, whatever its name says (facts §3). */
const FLAGS: Readonly<Record<string, (platform: Platform, user: User) => boolean>> = {
  staff: (_platform, user) => user.admin || user.moderator,
  suspended: isSuspended,
  silenced: isSilenced,
  pending: (_platform, user) => !user.approved,
  staged: (_platform, user) => user.staged,
};

type SortKey = (platform: Platform, user: User) => number | string;
const ORDERS: Readonly<Record<string, SortKey>> = {
  created: (_platform, user) => user.createdAt,
  last_emailed: () => 0,
  seen: (_platform, user) => user.lastSeenAt ?? 0,
  username: (_platform, user) => user.username.toLowerCase(),
  email: (_platform, user) => user.email.toLowerCase(),
  trust_level: (_platform, user) => user.trustLevel,
  posts: postCountOf,
};

const compared = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

const list = (call: Call): Answer => {
  const { platform, params } = call;
  const flag = params.text('query') ?? 'active';
  const keep = FLAGS[flag];
  const email = params.text('email')?.toLowerCase();
  const filter = params.text('filter')?.toLowerCase();
  const chosen = [...platform.state.users.values()]
    .filter((user) => keep === undefined || keep(platform, user))
    .filter((user) => email === undefined || user.email.toLowerCase() === email)
    .filter(
      (user) =>
        filter === undefined ||
        user.username.toLowerCase().includes(filter) ||
        user.email.toLowerCase().includes(filter),
    );
  const asked = ORDERS[params.text('order') ?? ''];
  const key = asked ?? ORDERS[flag === 'new' ? 'created' : 'seen'] ?? (() => 0);
  const direction = asked !== undefined && params.text('asc') === 'true' ? 1 : -1;
  const keyed = chosen.map((user) => ({ user, key: key(platform, user) }));
  keyed.sort((a, b) => direction * compared(a.key, b.key) || direction * (a.user.id - b.user.id));
  // Pages are counted from 1, and 0 is the first one too.
  const page = Math.max(1, params.integer('page') ?? 1);
  const showEmails = params.text('show_emails') === 'true';
  return json(
    keyed
      .slice((page - 1) * PER_PAGE, page * PER_PAGE)
      .map(({ user }) => adminListedUser(platform, user, showEmails || user.id === userOf(call).id)),
  );
};

export const listUsersEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/admin/users', action: 'admin/users#index', for: 'staff', handle: list },
  { method: 'GET', pattern: '/admin/users/list/:query', action: 'admin/users#index', for: 'staff', handle: list },
];
