/**
 * Reads the JSON reports of vitest and the list of steps of .ci/run, names everything that failed or was skipped,
 * and ends with `N passed, N failed, N skipped`. Exit code 1 when anything failed, or a suite left no report.
 *
 *   node .ci/summary.mjs <folder of reports> <suite…>
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [folder, ...suites] = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };
const failing = new Set();

console.log('\n=== summary');
for (const suite of suites) summarise(suite);
for (const [suite, title, code, seconds] of steps()) {
  if (code === '0') console.log(`done    ${title} (${seconds} s)`);
  // Already told by its tests. A step that failed otherwise (formatting, types, an installation) counts by itself.
  else if (failing.has(suite)) console.log(`FAILED  ${title} (${seconds} s): see above`);
  else
    fail(suite, `${title} ended with code ${code} after ${seconds} s${suite === '-' ? '' : ', though no test failed'}`);
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;

function steps() {
  const file = join(folder, 'steps.tsv');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
}

function summarise(suite) {
  const report = readReport(suite);
  if (report === null) return;
  for (const file of report.testResults) {
    const path = relative(process.cwd(), file.name);
    // A file that could not even be loaded has no test to fail.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      fail(suite, path, file.message || 'its set-up failed: see the log of this suite above');
    }
    for (const test of file.assertionResults) {
      const name = `${path}: ${[...test.ancestorTitles, test.title].filter(Boolean).join(' > ')}`;
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') fail(suite, name, test.failureMessages?.[0] ?? '');
      else {
        counts.skipped += 1;
        console.log(`SKIPPED ${suite}: ${name}`);
      }
    }
  }
}

function readReport(suite) {
  const file = join(folder, `${suite}.json`);
  if (!existsSync(file)) {
    fail(suite, 'it left no report: it died, or never started');
    return null;
  }
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    if (report.testResults.length === 0) fail(suite, 'its report holds no test');
    return report;
  } catch (error) {
    fail(suite, `its report cannot be read: ${error.message}`);
    return null;
  }
}

function fail(suite, what, message = '') {
  failing.add(suite);
  counts.failed += 1;
  const detail = String(message).split('\n').slice(0, 5).join('\n          ');
  console.log(`FAILED  ${suite}: ${what}${detail === '' ? '' : `\n          ${detail}`}`);
}
