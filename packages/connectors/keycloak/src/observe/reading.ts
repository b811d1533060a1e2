import { startReading as startPlainReading, type Call, type Reading as PlainReading } from '@passerelle/connector-kit';
import type { ObservedAccount } from '@passerelle/model';
import type { User } from '../client/schemas.ts';
import { stops } from '../client/error-of.ts';
import { protectedNow } from '../protection.ts';
import type { Session } from '../session.ts';
import { observedAccount } from './observed.ts';

/** One pass of reading. */
export interface Reading extends PlainReading {
  /** An account, the first time that it is met. */
  account(user: User): AsyncGenerator<ObservedAccount>;
}

export function startReading(session: Session, call: Call): Reading {
  const met = new Set<string>();
  return {
    ...startPlainReading(stops),
    async *account(user) {
      if (met.has(user.id)) return;
      const account = observedAccount(user, session.config, await protectedNow(session, call));
      // Only now: one whose reading failed here is told when it is met again, else it would look as if it were gone.
      met.add(user.id);
      yield account;
    },
  };
}
