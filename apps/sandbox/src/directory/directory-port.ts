import type { DirectoryPort, FederatedEntry } from '../keycloak/federation/directory-port.ts';
import { matchesFilter, type SearchFilter } from './search-filter.ts';
import { readableValues, selectAttributes } from './search-result.ts';
import { tenthOfPeople } from './directory-trouble.ts';
import type { Directory } from './start-directory.ts';

/** The directory as the Keycloak stand-in of the same process reads it: the same entries, rules and troubles as over LDAP. */
export function directoryPort(directory: Directory): DirectoryPort {
  return {
    url: directory.url,
    bind: (dn, password) => directory.bind(dn, password),

    async search(question): Promise<FederatedEntry[]> {
      const { tree, trouble } = directory;
      if (trouble.kind === 'refuse' || trouble.kind === 'break-off' || trouble.kind === 'time-limit') {
        throw new Error(`the directory is in trouble: ${trouble.kind}`);
      }
      const clauses: SearchFilter[] = question.objectClasses.map((value) => ({
        type: 'EqualityFilter',
        attribute: 'objectClass',
        value,
      }));
      if (question.equals !== undefined) clauses.push({ type: 'EqualityFilter', ...question.equals });
      const filter: SearchFilter = { type: 'AndFilter', filters: clauses };
      const { base, scope, equals } = question;
      const candidates = (equals === undefined ? undefined : tree.holding(equals.attribute, equals.value))?.filter(
        (entry) => tree.isWithin(entry, base, scope),
      ) ?? [...tree.within(base, scope)];
      const found = candidates.filter((entry) =>
        matchesFilter(filter, entry, (each, attribute) => readableValues(tree, each, attribute)),
      );
      const visible = trouble.kind === 'tenth' ? tenthOfPeople(tree, found) : found;
      return visible.map((entry) => ({
        dn: entry.dn,
        attributes: Object.fromEntries(
          selectAttributes(tree, entry, ['*', '+'], false).map(({ name, values }) => [name.toLowerCase(), values]),
        ),
      }));
    },
  };
}
