import type { Check } from '@passerelle/connector-kit';
import { entryAt, everyGroup } from '../client/groups.ts';
import { everybody } from '../client/people.ts';
import type { Ldap, Session } from '../session.ts';
import { fine, finding } from './finding.ts';

const isThere = async (ldap: Ldap, base: string): Promise<boolean> =>
  (await entryAt(ldap, { name: 'read a base', base, filter: '(objectClass=*)', attributes: ['1.1'] })) !== null;

export async function* checkBranchThere(session: Session, ldap: Ldap): AsyncGenerator<Check> {
  const id = 'ldap-groups.branch';
  const { branch } = session.config;
  if (!(await isThere(ldap, branch))) {
    yield finding(id, 'problem', 'ldap-groups.check.branch.missing', { branch });
    return;
  }
  let ours = 0;
  let others = 0;
  for await (const { mark } of everyGroup(session, ldap)) {
    if (mark === null) others += 1;
    else ours += 1;
  }
  yield fine(id, 'ldap-groups.check.branch.ok', { branch, count: ours });
  if (others > 0) yield finding('ldap-groups.others', 'warning', 'ldap-groups.check.others', { branch, count: others });
}

/** Everybody is listed, which is what shows a size limit. */
export async function* checkPeople(session: Session, ldap: Ldap): AsyncGenerator<Check> {
  const id = 'ldap-groups.people';
  const base = session.config.people.base.join(' · ');
  for (const one of session.config.people.base) {
    if (await isThere(ldap, one)) continue;
    yield finding(id, 'problem', 'ldap-groups.check.people.missing', { base: one });
    return;
  }
  let count = 0;
  for await (const { external } of everybody(session, ldap)) if (external === null) count += 1;
  const { filter } = session.dialect.people;
  if (count === 0) yield finding(id, 'problem', 'ldap-groups.check.people.empty', { base, filter });
  else yield fine(id, 'ldap-groups.check.people.ok', { base, count });
}

export async function* checkExternals(session: Session, ldap: Ldap): AsyncGenerator<Check> {
  const id = 'ldap-groups.externals';
  const base = session.config.externals?.base;
  if (base === undefined) yield fine(id, 'ldap-groups.check.externals.none');
  else if (await isThere(ldap, base)) yield fine(id, 'ldap-groups.check.externals.ok', { base });
  else yield finding(id, 'problem', 'ldap-groups.check.externals.missing', { base });
}
