import type { Account, Backend, NextcloudState } from '../state.ts';
import type { CallValues } from '../transport/call-values.ts';

const byId = (a: string, b: string): number => {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** `limit` and `offset` as PHP takes them; absent or negative `limit` means everything. */
export const paged = <Item>(items: readonly Item[], values: CallValues): readonly Item[] => {
  const offset = Math.max(0, values.integer('offset') ?? 0);
  const limit = values.integer('limit');
  return items.slice(offset, limit === undefined || limit < 0 ? undefined : offset + limit);
};

const matches = (account: Account, search: string): boolean =>
  search === '' ||
  [account.uid, account.displayName, account.email ?? ''].some((text) => text.toLowerCase().includes(search));

const BACKENDS: readonly Backend[] = ['Database', 'user_oidc'];

/**
 * People whose id, name or e-mail contains the search text. Each user backend applies limit and offset by itself, so
 * that a page can hold more than `limit` people, and only an empty page is the last one (facts §2).
 */
export const listedAccounts = (state: NextcloudState, values: CallValues): Account[] => {
  const search = (values.text('search') ?? '').toLowerCase();
  const found = [...state.accounts.values()].filter((account) => matches(account, search));
  found.sort((a, b) => byId(a.uid, b.uid));
  return BACKENDS.flatMap((backend) =>
    paged(
      found.filter((account) => account.backend === backend),
      values,
    ),
  );
};

/** Members of a group by id, paged after the search. */
export const listedMembers = (state: NextcloudState, members: ReadonlySet<string>, values: CallValues): Account[] => {
  const search = (values.text('search') ?? '').toLowerCase();
  const found = [...members].flatMap((uid) => state.accounts.get(uid.toLowerCase()) ?? []);
  return [
    ...paged(
      found.filter((account) => matches(account, search)).sort((a, b) => byId(a.uid, b.uid)),
      values,
    ),
  ];
};
