import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import { checkConnection } from './check/connection.ts';
import { finding } from './check/finding.ts';
import { checkBranchThere, checkExternals, checkPeople } from './check/places.ts';
import { checkMembers } from './check/members.ts';
import { checkRights } from './check/rights.ts';
import { checkSchema } from './check/schema.ts';
import type { Ldap, Session } from './session.ts';

type Step = (session: Session, ldap: Ldap) => AsyncIterable<Check>;
const steps: readonly (readonly [string, Step])[] = [
  ['ldap-groups.branch', checkBranchThere],
  ['ldap-groups.people', checkPeople],
  ['ldap-groups.externals', checkExternals],
  ['ldap-groups.schema', checkSchema],
  ['ldap-groups.rights', checkRights],
  ['ldap-groups.members', checkMembers],
];

/** `doctor` for a branch: each answer says what to do. Nothing is written; rights are tried with requests that can change nothing. */
export async function* checkBranch(session: Session, call: Call): AsyncGenerator<Check> {
  const { config } = session;
  let ldap: Ldap;
  try {
    ldap = await session.connections.open(call);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    const params = { address: config.url.join(', '), account: config.bind.dn, detail: error.detail };
    const what = error.code === 'unauthorized' ? 'refused' : 'unreachable';
    yield finding('ldap-groups.reachable', 'problem', `ldap-groups.check.${what}`, params);
    return;
  }
  try {
    yield* checkConnection(session, ldap);
    for (const [id, step] of steps) {
      try {
        yield* step(session, ldap);
      } catch (error) {
        if (!isConnectorError(error)) throw error;
        const params = { what: id, detail: error.detail, account: config.bind.dn };
        const found = message('ldap-groups.check.unreadable', params);
        yield { id, state: 'unknown', found, remedy: message('ldap-groups.check.unreadable.remedy', params) };
        if (error.code === 'aborted' || error.code === 'unauthorized') return;
      }
    }
  } finally {
    await ldap.close();
  }
}
