import { afterAll, beforeAll, describe, test } from 'vitest';
import { describeAccounts } from './accounts.ts';
import { describeChecks } from './checks.ts';
import { describeCreating } from './creating.ts';
import { describeFaults } from './faults.ts';
import type { FaultKind, Harness } from './harness.ts';
import { describeMemberships } from './memberships.ts';
import { describeObserving } from './observing.ts';
import { describeSpaces } from './spaces.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

export interface ConformanceOptions {
  /** Kinds of faults to strike with; they need a bench that can make the platform fail. None: the suite shows what works. */
  readonly faults: readonly FaultKind[];
}

/**
 * The one suite that every target connector passes, against its stand-in and against the real platform alike.
 *
 * @example
 * describeTarget('nextcloud', { open: openStandIn }, { faults: faultKinds });
 */
export const describeTarget = (name: string, harness: Harness, options: ConformanceOptions): void => {
  describe(name, () => {
    let workshop: Workshop | null = null;
    const open = (): Workshop => {
      if (workshop === null) throw new Error('the bench did not open');
      return workshop;
    };
    beforeAll(async () => {
      workshop = openWorkshop(await harness.open());
    });
    afterAll(async () => {
      await workshop?.bench.close();
    });
    describe('checks', () => describeChecks(open));
    describe('observing', () => describeObserving(open));
    describe('creating', () => describeCreating(open));
    describe('accounts', () => describeAccounts(open));
    describe('memberships', () => describeMemberships(open));
    describe('spaces', () => describeSpaces(open));
    if (options.faults.length > 0) describe('faults', () => describeFaults(open, options.faults));
    else test.skip('faults: this bench cannot make the platform fail', () => undefined);
  });
};
