import { describe } from 'vitest';

/** Each returns null, or why its server cannot be started here. */
type Availability = () => string | null;

/**
 * A suite on real servers. Where it cannot run, it is skipped loudly: the reason is printed, and stands in
 * the suite's own name, so that it is in every report.
 */
export function describeReal(name: string, needs: readonly Availability[], body: () => void): void {
  const reason =
    process.env['PASSERELLE_REAL'] === '1'
      ? (needs.map((need) => need()).find((answer) => answer !== null) ?? null)
      : 'real servers are started only with PASSERELLE_REAL=1';
  if (reason === null) {
    describe(name, body);
    return;
  }
  console.warn(`SKIPPED: ${name}: ${reason}`);
  describe.skip(`${name} [skipped: ${reason}]`, body);
}
