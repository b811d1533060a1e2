/**
 * Given to every function that talks to a platform. A connector asks `before` once before each request it sends: there the engine checks that this worker
 * may still write (fencing), spends the ration of the bucket, and lets only one call at a time through until the credential has been proven.
 */
export interface Call {
  readonly signal: AbortSignal;
  /** @throws ConnectorError `rationed` (with the instant when it may be tried again) or `aborted`: nothing must be sent then. */
  before(bucket: string | null): Promise<void>;
  /** Told after each answer, so that a credential counts as proven, or as refused. */
  after(outcome: 'answered' | 'unauthorized' | 'failed'): void;
}
