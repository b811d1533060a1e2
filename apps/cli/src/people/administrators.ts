import type { PersonId } from '@passerelle/model';
import { findPeopleByAddress, type Store } from '@passerelle/store';

/** The people behind the configured addresses of administrators; an address that is nobody's, or several people's, names no one. */
export async function administratorsOf(store: Store, addresses: readonly string[]): Promise<readonly PersonId[]> {
  const found: PersonId[] = [];
  for (const address of addresses) {
    const [first, second] = await findPeopleByAddress(store, address);
    if (first !== undefined && second === undefined) found.push(first.id);
  }
  return found;
}
