import type { Call } from '@passerelle/connector-kit';
import { errorOf, isWithin, openSession, valuesOf, type Session } from '@passerelle/ldap-client';
import { message, type Message } from '@passerelle/model';
import { adviceOf } from './advice.ts';
import { mappingOf, type LdapConfig } from './config.ts';
import { explainEntry, type ExplainedEntry } from './explain-entry.ts';
import { readGroupMembers } from './group-members.ts';
import { peopleSearch } from './read.ts';

/** What a synchronisation would make of one entry. */
export type Explanation =
  | {
      readonly kind: 'explained';
      readonly preset: string;
      readonly entry: ExplainedEntry;
      /** Why a synchronisation would not read this entry at all; empty: it would. */
      readonly outside: readonly Message[];
    }
  /** The directory did not show the entry, or not to this account. */
  | { readonly kind: 'failed'; readonly detail: string; readonly remedy: Message | null };

/** Reads one entry as a synchronisation would and tells what becomes of each attribute. Never throws for what the directory answers. */
export async function explain(
  config: LdapConfig,
  loadCa: () => Promise<string | undefined>,
  dn: string,
  call: Call,
): Promise<Explanation> {
  const mapping = mappingOf(config);
  const search = peopleSearch(config, mapping);
  const { binary = [], filter } = search;
  let session: Session | null = null;
  try {
    session = await openSession(config, await loadCa(), call);
    // `*` too, so as to name what is left aside: those values are not told.
    const attributes = [...search.attributes, '*'];
    const everything = { name: 'read one entry', base: dn, filter: '(objectClass=*)', attributes, binary };
    const entry = await session.entry(everything);
    if (entry === null) return { kind: 'failed', detail: dn, remedy: message('ldap.explain.not-there', { dn }) };
    const outside: Message[] = [];
    if (!isRead(entry.dn, config)) {
      outside.push(message('ldap.explain.outside-base', { base: config.base, scope: config.scope }));
    }
    const passes = await session.entry({ name: 'try the filter', base: dn, filter, attributes: ['1.1'] });
    if (passes === null) {
      const classes = valuesOf(entry).text('objectClass').join(', ');
      outside.push(message('ldap.explain.outside-filter', { filter: mapping.filter, classes }));
    }
    const groups = await readGroupMembers(session, config, mapping, () => undefined);
    const explained = explainEntry(entry, mapping, groups.of(entry.dn), config.emailDomains);
    return { kind: 'explained', preset: config.preset, entry: explained, outside };
  } catch (thrown) {
    const error = errorOf({ platform: 'ldap', name: 'explain' }, thrown, call.signal);
    const remedy = error.status === 32 ? message('ldap.explain.not-there', { dn }) : adviceOf(error, config);
    return { kind: 'failed', detail: error.detail, remedy };
  } finally {
    await session?.close();
  }
}

/** Below the base; directly below it where only that level is read. */
function isRead(dn: string, { base, scope }: LdapConfig): boolean {
  if (!isWithin(dn, base)) return false;
  return scope === 'sub' || !isWithin(base, dn);
}
