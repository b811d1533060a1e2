import { ConnectorError, isConnectorError, type ConnectorErrorCode, type Retry } from '@passerelle/connector-kit';
import { ResultCodeError } from 'ldapts';

type Verdict = readonly [ConnectorErrorCode, Retry];
const later = 'backoff';
const never = 'never';

/**
 * LDAP result codes (RFC 4511 §4.1.9) as the engine decides on them. 3, 4 and 11 come after entries that were already sent: what was read is a part.
 * 32 is also what OpenLDAP answers to somebody who may not see the base.
 */
const byCode: Readonly<Record<number, Verdict>> = {
  1: ['server-error', later],
  3: ['timeout', later],
  4: ['rejected', never],
  7: ['rejected', never],
  8: ['forbidden', never],
  10: ['unexpected-answer', never],
  11: ['rejected', never],
  12: ['rejected', never],
  13: ['forbidden', never],
  32: ['not-found', never],
  34: ['rejected', never],
  48: ['unauthorized', never],
  49: ['unauthorized', never],
  50: ['forbidden', never],
  51: ['maintenance', later],
  52: ['maintenance', later],
  53: ['rejected', never],
  80: ['server-error', later],
};

/** What ldapts or the socket threw, as a ConnectorError. Nothing in it can hold the password: ldapts' messages name operations only. */
export function errorOf(request: string, thrown: unknown, signal: AbortSignal): ConnectorError {
  if (isConnectorError(thrown)) return thrown;
  const detail = thrown instanceof Error ? wordsOf(thrown) : 'unknown error';
  const make = ([code, retry]: Verdict, status?: number): ConnectorError =>
    new ConnectorError({
      code,
      retry,
      scope: 'target',
      request: `ldap: ${request}`,
      detail,
      cause: thrown,
      ...(status === undefined ? {} : { status }),
    });
  if (signal.aborted) return make(['aborted', later]);
  if (thrown instanceof ResultCodeError) return make(byCode[thrown.code] ?? ['unexpected-answer', never], thrown.code);
  if (/timed out|timeout/i.test(detail)) return make(['timeout', later]);
  if (thrown instanceof Error && ('code' in thrown || /socket|connection/i.test(detail))) {
    return make(['unreachable', later]);
  }
  return make(['unexpected-answer', later]);
}

/** ldapts appends the code in hexadecimal, with nothing before it when the server gave no words. */
function wordsOf(thrown: Error): string {
  const text = thrown.message
    .replaceAll('\n', ' ')
    .replace(/ ?Code: 0x[0-9a-f]+$/, '')
    .trim()
    .slice(0, 300);
  if (!(thrown instanceof ResultCodeError)) return text;
  return text === '' ? `LDAP code ${thrown.code}` : `LDAP code ${thrown.code}: ${text}`;
}
