import { isConnectorError, type Check } from '@passerelle/connector-kit';
import { valuesOf } from '@passerelle/ldap-client';
import { entryAt, everyGroup, statusOf } from '../client/groups.ts';
import { everybody } from '../client/people.ts';
import type { Ldap, Session } from '../session.ts';
import { fine, finding } from './finding.ts';

/** What our account may do somewhere; null: this directory does not say without trying for good. */
type May = boolean | null;

const NO_SUCH_ATTRIBUTE = 16;
const NOT_ALLOWED = 50;
/** A value that nobody has. */
const NOBODYS = 'passerelle-doctor-3f0e6d0c';

/**
 * Asks to take away a value that is not there: who may not write is told so (50), who may is told that there is no such value (16), and nothing changes
 * (seen with OpenLDAP 2.5.13; its no-op control would say more, but leaves that server answering "internal error" to every later search).
 */
async function mayWrite(ldap: Ldap, dn: string, attribute: string): Promise<May> {
  try {
    await ldap.modify('try our rights', dn, [{ operation: 'delete', attribute, values: [NOBODYS] }]);
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === NO_SUCH_ATTRIBUTE) return true;
    if (status === NOT_ALLOWED) return false;
    if (isConnectorError(error) && error.scope === 'operation') return null;
    throw error;
  }
}

/** Active Directory computes effective rights into attributes of the entry (MS-ADTS 3.1.1.4.5.21, .24). */
async function effective(ldap: Ldap, base: string, attribute: string): Promise<readonly string[]> {
  const entry = await entryAt(ldap, {
    name: 'read our rights',
    base,
    filter: '(objectClass=*)',
    attributes: [attribute],
  });
  return entry === null ? [] : valuesOf(entry).text(attribute);
}

/** In a branch: shown by one of our groups where there is one, else by the branch's own entry. */
async function mayMake(
  { config, dialect }: Session,
  ldap: Ldap,
  base: string,
  what: { readonly child: string; readonly example: string | null },
): Promise<May> {
  if (config.preset === 'active-directory') {
    return (await effective(ldap, base, 'allowedChildClassesEffective')).includes(what.child);
  }
  return mayWrite(ldap, what.example ?? base, what.example === null ? 'description' : dialect.group.label);
}

async function mayChange({ config }: Session, ldap: Ldap, dn: string): Promise<May> {
  if (config.preset === 'active-directory') {
    return (await effective(ldap, dn, 'allowedAttributesEffective')).length > 0;
  }
  return mayWrite(ldap, dn, 'description');
}

/** The DN of a group of ours; null: there is none yet. */
async function anyGroup(session: Session, ldap: Ldap): Promise<string | null> {
  for await (const { dn, mark } of everyGroup(session, ldap)) if (mark !== null) return dn;
  return null;
}

/** May the account write what it must, and nothing else? */
export async function* checkRights(session: Session, ldap: Ldap): AsyncGenerator<Check> {
  const { branch, externals, people, bind } = session.config;
  const account = bind.dn;
  const needed = function* (id: string, base: string, may: May): Generator<Check> {
    if (may === true) yield fine(id, 'ldap-groups.check.rights.ok', { account, base });
    else if (may === false) yield finding(id, 'problem', 'ldap-groups.check.rights.missing', { account, base });
    else yield finding(id, 'unknown', 'ldap-groups.check.rights.unknown', { account, base });
  };
  yield* needed(
    'ldap-groups.rights.branch',
    branch,
    await mayMake(session, ldap, branch, { child: 'group', example: await anyGroup(session, ldap) }),
  );
  if (externals !== undefined) {
    const may = await mayMake(session, ldap, externals.base, { child: 'contact', example: null });
    yield* needed('ldap-groups.rights.externals', externals.base, may);
  }
  const id = 'ldap-groups.rights.excess';
  const tried: (readonly [string, May])[] = [];
  for (const base of people.base) tried.push([base, await mayChange(session, ldap, base)]);
  for await (const person of everybody(session, ldap)) {
    if (person.external !== null) continue;
    tried.push([person.dn, await mayChange(session, ldap, person.dn)]);
    break;
  }
  const places = tried.flatMap(([where, may]) => (may === true ? [where] : [])).join(' · ');
  if (places !== '') yield finding(id, 'warning', 'ldap-groups.check.rights.excess', { account, places });
  else if (tried.every(([, may]) => may === false)) yield fine(id, 'ldap-groups.check.rights.exact', { account });
  else yield finding(id, 'unknown', 'ldap-groups.check.rights.excess-unknown', { account });
}
