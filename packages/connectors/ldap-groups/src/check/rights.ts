import type { Check } from '@passerelle/connector-kit';
import { valuesOf, WOULD_WRITE } from '@passerelle/ldap-client';
import { entryAt, markOf } from '../client/groups.ts';
import { everybody } from '../client/people.ts';
import type { Ldap, Session } from '../session.ts';
import { fine, finding } from './finding.ts';

/** What our account may do somewhere; null: this directory does not say without trying for good. */
type May = boolean | null;

const UNAVAILABLE = 12;
const NOT_ALLOWED = 50;
/** Anything but "you may not" comes after the rights were looked at: the entry is there already, or would have been made. */
const judged = (code: number): May => (code === UNAVAILABLE ? null : code === WOULD_WRITE || code !== NOT_ALLOWED);

const NAME = 'passerelle-doctor';

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

async function mayMakeGroup({ config, dialect, placeholder }: Session, ldap: Ldap, base: string): Promise<May> {
  if (config.preset === 'active-directory') {
    return (await effective(ldap, base, 'allowedChildClassesEffective')).includes('group');
  }
  const { group } = dialect;
  const code = await ldap.tryAdd('try to make a group', `cn=${NAME},${base}`, {
    objectClass: group.classes,
    cn: NAME,
    member: placeholder,
    [group.mark]: markOf(NAME),
  });
  return judged(code);
}

async function mayMakeEntry({ config, dialect }: Session, ldap: Ldap, base: string): Promise<May> {
  const { naming, classes } = dialect.external;
  if (config.preset === 'active-directory') {
    return (await effective(ldap, base, 'allowedChildClassesEffective')).includes('contact');
  }
  const values = { objectClass: classes, cn: NAME, sn: NAME, [naming]: NAME };
  return judged(await ldap.tryAdd('try to make an entry', `${naming}=${NAME},${base}`, values));
}

async function mayChange({ config }: Session, ldap: Ldap, dn: string): Promise<May> {
  if (config.preset === 'active-directory') {
    return (await effective(ldap, dn, 'allowedAttributesEffective')).length > 0;
  }
  const change = { operation: 'replace', attribute: 'description', values: [NAME] } as const;
  return judged(await ldap.tryModify("try to change a person's entry", dn, [change]));
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
  yield* needed('ldap-groups.rights.branch', branch, await mayMakeGroup(session, ldap, branch));
  if (externals !== undefined) {
    const may = await mayMakeEntry(session, ldap, externals.base);
    yield* needed('ldap-groups.rights.externals', externals.base, may);
  }
  const id = 'ldap-groups.rights.excess';
  const tried: (readonly [string, May])[] = [];
  for (const base of people.base) tried.push([base, await mayMakeEntry(session, ldap, base)]);
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
