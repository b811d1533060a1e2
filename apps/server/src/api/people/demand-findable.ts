import type { PersonId } from '@passerelle/model';
import { findPerson } from '@passerelle/store';
import type { Api } from '../api.ts';
import { Problem } from '../problem/problem.ts';

/** Somebody who is to be given something must be known; whoever may give it may find them in the directory. @throws Problem */
export async function demandFindable({ engine }: Api, person: PersonId): Promise<void> {
  if ((await findPerson(engine.store, person)) === null) throw new Problem('nothing-here');
}
