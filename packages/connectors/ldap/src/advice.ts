import type { ConnectorError } from '@passerelle/connector-kit';
import { message, type Message } from '@passerelle/model';
import type { LdapConfig } from './config.ts';

const byStatus: Readonly<Record<number, string>> = {
  3: 'ldap.advice.time-limit',
  4: 'ldap.advice.size-limit',
  8: 'ldap.advice.needs-tls',
  10: 'ldap.advice.referral',
  11: 'ldap.advice.page-too-large',
  12: 'ldap.advice.no-paging',
  13: 'ldap.advice.needs-tls',
  32: 'ldap.advice.base-not-found',
  34: 'ldap.advice.bad-dn',
  48: 'ldap.advice.credentials',
  49: 'ldap.advice.credentials',
  50: 'ldap.advice.rights',
};

/** What the administrator can do about a reading that did not come to its end. Null: nothing more to say than the error itself. */
export function adviceOf(error: ConnectorError, config: LdapConfig): Message | null {
  const params = {
    account: config.bind?.dn ?? '–',
    base: config.base,
    pageSize: config.pageSize,
    address: config.url.join(', '),
    detail: error.detail,
  };
  const known = error.status === null ? undefined : byStatus[error.status];
  if (known !== undefined) return message(known, params);
  if (error.code === 'not-found') return message('ldap.advice.group-not-found', params);
  if (error.code === 'unreachable' || error.code === 'timeout') return message(`ldap.advice.${error.code}`, params);
  return null;
}
