import type { ConnectorErrorCode } from '@passerelle/connector-kit';
import type { Fault } from '@passerelle/sandbox/faults';

/** A way in which a platform fails, and how the engine must understand it. */
export interface Trouble {
  readonly name: string;
  readonly fault: Fault;
  /** Empty: nothing goes wrong. */
  readonly codes: readonly ConnectorErrorCode[];
  /** Whether it may be got over without anybody's noticing: an answer without a body cannot be cut, an ended token is renewed. */
  readonly mayPass?: boolean;
  /** Seconds after which it must be tried again, where the platform says so. */
  readonly retryAfter?: number;
}

/** Milliseconds that a request may take where the platform does not answer at all. */
export const patience = 250;

export const troubles: readonly Trouble[] = [
  { name: 'refused connections', fault: { kind: 'refuse' }, codes: ['unreachable'] },
  { name: 'connections reset after the effect', fault: { kind: 'reset' }, codes: ['unreachable'] },
  { name: 'no answer', fault: { kind: 'timeout' }, codes: ['timeout'] },
  { name: 'slow answers', fault: { kind: 'slow', ms: 30 }, codes: [] },
  { name: '429', fault: { kind: 'status', status: 429 }, codes: ['rate-limited'] },
  {
    name: '429 with Retry-After',
    fault: { kind: 'status', status: 429, headers: { 'retry-after': '300' } },
    codes: ['rate-limited'],
    retryAfter: 300,
  },
  {
    name: '500',
    fault: { kind: 'status', status: 500, body: { message: 'Internal Server Error' } },
    codes: ['server-error'],
    // Looking what came of it may tell that all is well.
    mayPass: true,
  },
  { name: 'maintenance (503)', fault: { kind: 'html', page: 'maintenance' }, codes: ['maintenance'] },
  { name: 'a login page where JSON is due', fault: { kind: 'html', page: 'login' }, codes: ['unexpected-answer'] },
  { name: 'truncated bodies', fault: { kind: 'truncate' }, codes: ['unexpected-answer'], mayPass: true },
  { name: 'an expired token', fault: { kind: 'expired-token' }, codes: ['unauthorized'], mayPass: true },
];
