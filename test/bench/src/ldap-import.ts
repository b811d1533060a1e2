/**
 * node test/bench/src/ldap-import.ts [--people 10000] [--rounds 3]
 *
 * How long a directory takes into Passerelle, beside Keycloak's own sync and a bare ldapsearch, all three on real servers and in one run. Prints a table,
 * keeps the figures in test/bench/results, and ends with 1 when a goal of issue 4 is missed, 2 when a server cannot be started here.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { available as keycloakAvailable } from '../../real/src/servers/keycloak.ts';
import { available as postgresAvailable } from '../../real/src/servers/postgres.ts';
import { available as slapdAvailable } from '../../real/src/servers/slapd.ts';
import { measureLdapImport } from './ldap-import/measure.ts';
import { goalsOf, reportOf } from './ldap-import/report.ts';
import { machine } from './machine.ts';

const { values } = parseArgs({
  options: { people: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '3' } },
});
const missing = [slapdAvailable(), postgresAvailable(), keycloakAvailable()].filter((why) => why !== null);
if (missing.length > 0) {
  console.error(missing.join('\n'));
  process.exit(2);
}
const figures = await measureLdapImport({
  people: Number(values.people),
  rounds: Number(values.rounds),
  tell: (text) => console.error(text),
});
const circumstances = { date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC', machine: machine() };
const goals = goalsOf(figures);
console.log(reportOf(figures, circumstances));

const results = fileURLToPath(new URL('../results/', import.meta.url));
await mkdir(results, { recursive: true });
const file = `${results}ldap-import-${new Date().toISOString().replaceAll(':', '-')}.json`;
await writeFile(file, `${JSON.stringify({ ...circumstances, figures, goals }, null, 2)}\n`);
console.error(`\n${file}`);
process.exitCode = goals.every(({ met }) => met) ? 0 : 1;
