/**
 * node test/bench/src/main.ts [--only <id>…] [--list] [--quick] [--json] [--out <file>] [--lang fr|en]
 *
 * What `passerelle bench` and `npm run bench` start. Ends with 0 when every goal is met, with 1 when one is missed or could not be measured, with 2 when
 * it was asked for something that there is not.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import about from '../../../package.json' with { type: 'json' };
import { bench } from './bench.ts';
import type { Language } from './runner/render.ts';
import en from './runner/texts/en.json' with { type: 'json' };
import fr from './runner/texts/fr.json' with { type: 'json' };
import { scenarios } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    lang: { type: 'string' },
  },
});
const { env } = process;
const spoken = (values.lang ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '').slice(0, 2).toLowerCase();
const language: Language = spoken === 'en' ? 'en' : 'fr';
const words = { fr, en }[language];
const known = scenarios.map(({ id }) => id);
const unknown = values.only.find((id) => !known.includes(id));

if (unknown !== undefined) {
  console.error(words.unknown.replace('{id}', unknown).replace('{known}', known.join(', ')));
  process.exitCode = 2;
} else if (values.list) {
  if (values.json)
    console.log(
      JSON.stringify(
        scenarios.map(({ id, title }) => ({ id, title })),
        null,
        2,
      ),
    );
  else {
    console.log(words.list);
    for (const { id, title } of scenarios) console.log(`  ${id.padEnd(18)} ${title[language]}`);
  }
} else {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  const name = `bench${values.quick ? '-quick' : ''}-${new Date().toISOString().replaceAll(':', '-')}.json`;
  const file = values.out ?? fileURLToPath(new URL(`../results/${name}`, import.meta.url));
  const asked = [...values.only.flatMap((id) => ['--only', id]), ...(values.quick ? ['--quick'] : [])];
  const { met } = await bench({
    scenarios: values.only.length === 0 ? scenarios : scenarios.filter(({ id }) => values.only.includes(id)),
    quick: values.quick,
    language,
    json: values.json,
    file,
    command: ['passerelle bench', ...asked].join(' '),
    databaseUrl: env['PASSERELLE_BENCH_DATABASE_URL'],
    passerelleVersion: about.version,
    signal: stopping.signal,
    print: (line) => console.log(line),
    tell: (line) => console.error(line),
    now: Date.now,
    clock: () => performance.now(),
  });
  console.error(words.kept.replace('{file}', file));
  process.exitCode = met ? 0 : 1;
}
