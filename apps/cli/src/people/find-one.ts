import { isPersonId, sourceId, type Person } from '@passerelle/model';
import { findPeopleByAddress, findPeopleByLogin, findPerson, searchPeople, type Store } from '@passerelle/store';
import { message } from '@passerelle/model';
import { CliError } from '../runtime/cli-error.ts';

const mostShown = 10;

/** Everybody who answers to what was typed: an address, `ldap:login`, an id (also as `id:…`), or letters of the name. */
async function candidates(store: Store, text: string): Promise<readonly Person[]> {
  const id = text.replace(/^id:/, '').toLowerCase();
  if (isPersonId(id)) {
    const person = await findPerson(store, id);
    return person === null ? [] : [person];
  }
  if (text.includes('@')) return findPeopleByAddress(store, text);
  const login = /^([a-z0-9][a-z0-9-]*):(.+)$/.exec(text);
  if (login?.[1] !== undefined && login[2] !== undefined) return findPeopleByLogin(store, login[2], sourceId(login[1]));
  if (text.replace(/\s/g, '').length < 3) return [];
  return searchPeople(store, { text, limit: mostShown + 1 });
}

/** The one person who was meant. @throws CliError that names the candidates when there are several */
export async function findOne(store: Store, text: string): Promise<Person> {
  const found = await candidates(store, text.trim());
  const [first, second] = found;
  if (first === undefined) throw new CliError('cli.person-unknown', { text });
  if (second === undefined) return first;
  const exact = found.filter(({ displayName }) => displayName.toLowerCase() === text.trim().toLowerCase());
  if (exact.length === 1 && exact[0] !== undefined) return exact[0];
  throw new CliError(
    'cli.person-ambiguous',
    { text },
    found
      .slice(0, mostShown)
      .map(({ displayName, email, id }) => message('cli.person-line', { name: displayName, email: email ?? '—', id })),
  );
}
