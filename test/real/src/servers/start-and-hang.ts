// Run by servers.test.ts as a process of its own, to be killed: starts what must not outlive it, and waits for ever.
import { startPostgres } from './postgres.ts';
import { startSlapd } from './slapd.ts';

const [slapd, postgres] = [await startSlapd({ people: 20 }), await startPostgres()];
process.stdout.write(`${JSON.stringify([slapd.url, postgres.url])}\n`);
setInterval(() => undefined, 60_000);
