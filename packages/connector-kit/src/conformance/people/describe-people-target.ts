import { afterAll, beforeAll, describe, test } from 'vitest';
import { describeChecks } from '../checks.ts';
import type { ConformanceOptions } from '../describe-target.ts';
import type { Harness } from '../harness.ts';
import { describePeopleAccounts } from './people-accounts.ts';
import { describePeopleFaults } from './people-faults.ts';
import { describePeopleGrants } from './people-grants.ts';
import { openPeopleWorkshop, type PeopleWorkshop } from './people-workshop.ts';

/** The suite of connectors whose platform has no groups (`grantsTo: 'people'`), against the stand-in and against the real platform alike. */
export const describePeopleTarget = (name: string, harness: Harness, options: ConformanceOptions): void => {
  describe(name, () => {
    let workshop: PeopleWorkshop | null = null;
    const open = (): PeopleWorkshop => {
      if (workshop === null) throw new Error('the bench did not open');
      return workshop;
    };
    beforeAll(async () => {
      workshop = openPeopleWorkshop(await harness.open());
    });
    afterAll(async () => {
      await workshop?.bench.close();
    });
    describe('checks', () => describeChecks(open));
    describe('accounts', () => describePeopleAccounts(open));
    describe('spaces and grants', () => describePeopleGrants(open));
    if (options.faults.length > 0) describe('faults', () => describePeopleFaults(open, options.faults));
    else test.skip('faults: this bench cannot make the platform fail', () => undefined);
  });
};
