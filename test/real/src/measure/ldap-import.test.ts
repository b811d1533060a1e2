/** The measurement itself still runs, from the start of the servers to the table. No limits here: how fast this machine is now is nobody's fault. */
import { expect, it, vi } from 'vitest';
import { measureLdapImport } from '../../../bench/src/ldap-import/measure.ts';
import { goalsOf, reportOf } from '../../../bench/src/ldap-import/report.ts';
import { describeReal, keycloakAvailable, postgresAvailable, slapdAvailable } from '../servers/index.ts';

vi.setConfig({ testTimeout: 600_000 });

const PEOPLE = 200;

describeReal('the measurement of the LDAP import', [slapdAvailable, keycloakAvailable, postgresAvailable], () => {
  it('takes every reading in the same run, and says which goals are met', async () => {
    const figures = await measureLdapImport({ people: PEOPLE, rounds: 1, tell: () => undefined });

    const { bare, keycloak, passerelle } = figures;
    for (const ms of [bare, ...Object.values(keycloak), ...Object.values(passerelle)]) expect(ms).toBeGreaterThan(0);
    expect(passerelle.seal).toBeLessThan(passerelle.first);
    const report = reportOf(figures, { date: 'today', machine: 'this one' });
    console.info(report);
    for (const { what } of goalsOf(figures)) expect(report).toContain(`| ${what} | `);
  });
});
