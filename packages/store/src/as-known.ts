import { sql, type RawBuilder } from 'kysely';

/** Which versions of versioned rows: the current ones, or those that were current at an instant. */
export type AsKnown = { readonly knownAt?: Date };

/** `where` condition on a versioned table, named by its alias in the query. */
export function asKnown({ knownAt }: AsKnown, alias: string): RawBuilder<boolean> {
  const until = sql.ref(`${alias}.recorded_until`);
  if (knownAt === undefined) return sql<boolean>`${until} = 'infinity'`;
  return sql<boolean>`${sql.ref(`${alias}.recorded_from`)} <= ${knownAt} and ${until} > ${knownAt}`;
}
