import { createHttpClient, type HttpClient } from '@passerelle/connector-kit';
import { retryAfterSeconds, type Bench, type FaultKind } from '@passerelle/connector-kit/conformance';
import { createFaults, type Fault, type Faults } from '@passerelle/sandbox/faults';

/** Milliseconds for the one request that the platform is made to leave unanswered; the others have all the time that a busy machine needs. */
const patience = 40;

/** The troubles that look the same whatever the platform; each platform says what the others look like there. */
export const plainFaults = {
  refused: { kind: 'refuse' },
  reset: { kind: 'reset' },
  timeout: { kind: 'timeout' },
  slow: { kind: 'slow', ms: 10 },
  'too-many': { kind: 'status', status: 429 },
  'too-many-until': { kind: 'status', status: 429, headers: { 'retry-after': String(retryAfterSeconds) } },
  maintenance: { kind: 'status', status: 503, body: '<h1>Maintenance</h1>' },
  html: { kind: 'html', page: 'login' },
  truncated: { kind: 'truncate' },
  unauthorized: { kind: 'expired-token' },
} as const satisfies Partial<Record<FaultKind, Fault>>;

export interface Strikes {
  /** For the stand-in: its middleware strikes. */
  readonly injector: Faults;
  /** For the connector: gives up early on the request that is left unanswered, and sees whether a cut answer had a body at all. */
  readonly http: HttpClient;
  readonly requests: NonNullable<Bench['requests']>;
  readonly faults: NonNullable<Bench['faults']>;
}

/** A platform that can be struck at its n-th request from now, as the conformance suite asks for it. */
export function openStrikes(faults: Readonly<Record<FaultKind, Fault>>): Strikes {
  const injector = createFaults();
  const client = createHttpClient();
  let [countdown, hurries, wasEmpty] = [0, false, false];
  const watch = (nth: number, hurry: boolean): void => {
    [countdown, hurries, wasEmpty] = [nth, hurry, false];
  };
  return {
    injector,
    http: {
      async send(request, call) {
        countdown -= 1;
        if (countdown !== 0) return client.send(request, call);
        const response = await client.send(hurries ? { ...request, timeout: patience } : request, call);
        wasEmpty = response.text === '';
        return response;
      },
      close: () => client.close(),
    },
    requests: { all: () => injector.seen, forget: () => injector.forget() },
    faults: {
      arm(kind, nth) {
        watch(nth, kind === 'timeout');
        const on = kind === 'unauthorized' ? { from: nth } : { nth };
        const armed = injector.arm({ on, fault: faults[kind] });
        return {
          get struck() {
            return armed.struck;
          },
          get harmless() {
            return kind === 'truncated' && wasEmpty;
          },
          disarm() {
            watch(0, false);
            armed.disarm();
          },
        };
      },
    },
  };
}
