import { idIn, valuesOf, type Search } from '@passerelle/ldap-client';
import { isLanguage, type NativeId, type ObservedAccount, type Profile } from '@passerelle/model';
import type { Entry } from 'ldapts';
import { comparable, type Session } from '../session.ts';

/** Somebody's entry: of the directory, or one that we made for somebody from outside. */
export interface PersonEntry {
  readonly dn: string;
  /** The DN in the form by which DNs are compared. */
  readonly key: string;
  readonly id: NativeId;
  readonly login: string;
  /** Of an entry of ours: the person's id that it carries, and what it says of them. Null: the directory's own. */
  readonly external: { readonly person: string | null; readonly profile: Partial<Profile> } | null;
}

/** Of the directory's people only the id and the login are read; the rest is not ours to know here. */
export function personSearch(session: Session, base: string, kind: 'directory' | 'external'): Search {
  const { dialect, config } = session;
  const { external, people, id } = dialect;
  const own = [external.naming, external.idAttribute, 'cn', 'sn', 'givenName', 'displayName', 'mail'];
  return {
    name: 'read people',
    base,
    scope: 'sub',
    filter: kind === 'directory' ? people.filter : external.filter,
    attributes:
      kind === 'directory'
        ? [id.attribute, people.login]
        : [...new Set([id.attribute, ...own, ...(external.language === null ? [] : [external.language])])],
    binary: id.encoding === 'guid' ? [id.attribute] : [],
    pageSize: config.pageSize,
  };
}

/** Null: the entry shows no id, so it cannot be followed over time. */
export function personOf({ dialect }: Session, entry: Entry, kind: 'directory' | 'external'): PersonEntry | null {
  const values = valuesOf(entry);
  const id = idIn(values, dialect.id);
  if (id === null || id === '') return null;
  const first = (attribute: string): string | undefined => values.text(attribute)[0];
  const place = { dn: entry.dn, key: comparable(entry.dn), id };
  if (kind === 'directory') return { ...place, login: first(dialect.people.login) ?? entry.dn, external: null };
  const { naming, idAttribute, namedByCn, language } = dialect.external;
  const said = language === null ? undefined : first(language);
  const name = first('displayName') ?? (namedByCn ? undefined : first('cn'));
  const profile: Partial<Profile> = {
    ...(name === undefined ? {} : { displayName: name }),
    givenName: first('givenName') ?? '',
    familyName: first('sn') ?? '',
    email: first('mail') ?? null,
    ...(said !== undefined && isLanguage(said) ? { language: said } : {}),
  };
  return { ...place, login: first(naming) ?? entry.dn, external: { person: first(idAttribute) ?? null, profile } };
}

/** @param suspended DNs, compared, of those whom we have suspended */
export function observedAccount(
  session: Session,
  { id, key, login, external }: PersonEntry,
  suspended: ReadonlySet<string>,
): ObservedAccount {
  return {
    kind: 'account',
    native: id,
    anchor: external === null ? id : external.person,
    login,
    enabled: !suspended.has(key),
    profile: external?.profile ?? {},
    federated: external === null,
    protected: session.protected.get(key) ?? null,
  };
}
