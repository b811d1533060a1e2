import type { TestProject } from 'vitest/node';
import { openServerDesk } from './server-desk.ts';

declare module 'vitest' {
  interface ProvidedContext {
    passerelleTestServerPort: number;
  }
}

/**
 * One PostgreSQL for a whole run of vitest, started when the first test asks for it. PASSERELLE_TEST_DATABASE_URL names a server to use instead:
 * its user must be allowed to make databases; those made are dropped at the end.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const desk = await openServerDesk(process.env['PASSERELLE_TEST_DATABASE_URL']);
  project.provide('passerelleTestServerPort', desk.port);
  return () => desk.close();
}
