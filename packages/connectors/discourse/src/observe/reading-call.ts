import type { Call } from '@passerelle/connector-kit';

/** The bucket that a full reading spends besides the one of every request. */
export const readBucket = 'read';

/**
 * A call whose every request also spends the ration of full readings, so that they never take more than a third of the forum's minute. Nothing is sent
 * between the two questions: what was reserved by the first is given back as "nothing learnt of the credential".
 */
export const readingCall = (call: Call): Call => ({
  signal: call.signal,
  async before(bucket) {
    await call.before(readBucket);
    call.after('failed');
    await call.before(bucket);
  },
  after: (outcome) => {
    call.after(outcome);
  },
});
