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
  16: ['rejected', never],
  17: ['rejected', never],
  19: ['rejected', never],
  20: ['rejected', never],
  21: ['rejected', never],
  32: ['not-found', never],
  34: ['rejected', never],
  48: ['unauthorized', never],
  49: ['unauthorized', never],
  50: ['forbidden', never],
  51: ['maintenance', later],
  52: ['maintenance', later],
  53: ['rejected', never],
  64: ['rejected', never],
  65: ['rejected', never],
  66: ['rejected', never],
  67: ['rejected', never],
  68: ['taken', never],
  69: ['rejected', never],
  71: ['rejected', never],
  80: ['server-error', later],
};

/** Answers to a write that say something of this entry only: other entries may be written all the same. */
const ofOneEntry: ReadonlySet<number> = new Set([16, 17, 19, 20, 21, 32, 34, 50, 53, 64, 65, 66, 67, 68, 69, 71, 80]);

/** What was under way. */
export interface Asked {
  /** Id of the connector, which begins the request's name. */
  readonly platform: string;
  readonly name: string;
  /** True for a write: what is refused to one entry says nothing of the others. */
  readonly isWrite?: boolean;
}

/** What ldapts or the socket threw, as a ConnectorError. Nothing in it can hold the password: ldapts' messages name operations only. */
export function errorOf(
  { platform, name, isWrite = false }: Asked,
  thrown: unknown,
  signal: AbortSignal,
): ConnectorError {
  if (isConnectorError(thrown)) return thrown;
  const detail = thrown instanceof Error ? wordsOf(thrown) : 'unknown error';
  const make = ([code, retry]: Verdict, status?: number): ConnectorError =>
    new ConnectorError({
      code,
      retry,
      scope: isWrite && status !== undefined && ofOneEntry.has(status) ? 'operation' : 'target',
      request: `${platform}: ${name}`,
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
