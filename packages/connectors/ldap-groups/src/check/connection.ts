import type { Check } from '@passerelle/connector-kit';
import type { Ldap, Session } from '../session.ts';
import { fine, finding } from './finding.ts';

export function* checkConnection({ config }: Session, { url }: Ldap): Generator<Check> {
  yield fine('ldap-groups.reachable', 'ldap-groups.check.reachable', { address: url, account: config.bind.dn });
  const id = 'ldap-groups.tls';
  if (url.startsWith('ldaps:')) yield fine(id, 'ldap-groups.check.tls.ok', { how: 'ldaps' });
  else if (config.startTls) yield fine(id, 'ldap-groups.check.tls.ok', { how: 'StartTLS' });
  else if (/^ldap:\/\/(localhost|127\.|\[::1\])/.test(url)) yield fine(id, 'ldap-groups.check.tls.loopback');
  else yield finding(id, 'problem', 'ldap-groups.check.tls.problem');
}
