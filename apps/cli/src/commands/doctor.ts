import { checkAll, type NamedCheck } from '@passerelle/engine';
import type { Run } from '../runtime/run.ts';
import { exit } from '../runtime/cli-error.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

const signs = { ok: '✓', warning: '!', problem: '✗', unknown: '?' } as const;
const colours = { ok: 'green', warning: 'yellow', problem: 'red', unknown: 'yellow' } as const;

/** `passerelle doctor`: configuration, database, sources, platforms; each answer says what to do. 1 when something must be put right. */
export const run: Run = (session) =>
  withRuntime(session, true, async ({ engine, config, store }) => {
    const { say } = session;
    const { style } = session.world.terminal;
    const line = (state: NamedCheck['state'], text: string): void =>
      session.print(`  ${style[colours[state]](signs[state])} ${text}`);
    const { rows } = await store.pool.query<{ version: string }>(`select current_setting('server_version') as version`);
    const database = say(config.databaseUrl === null ? 'doctor.database-embedded' : 'doctor.database', {
      version: rows[0]?.version ?? '',
    });
    session.print(style.bold('passerelle'));
    line(
      'ok',
      say('doctor.config', { file: config.file, sources: config.sources.length, targets: config.targets.length }),
    );
    line('ok', database);
    if (config.administrators.length === 0) line('warning', say('doctor.no-administrators'));
    const checks: NamedCheck[] = [];
    let last = '';
    for await (const check of checkAll(engine, session.world.signal)) {
      checks.push(check);
      if (check.of.id !== last) {
        last = check.of.id;
        session.print();
        session.print(style.bold(last));
      }
      line(check.state, say.any(check.found));
      if (check.remedy !== null) session.print(`      → ${say.any(check.remedy)}`);
    }
    const problems = checks.filter(({ state }) => state === 'problem').length;
    session.print();
    session.print(
      problems === 0 ? style.green(say('doctor.well')) : style.red(say('doctor.problems', { count: problems })),
    );
    session.printJson({
      database: { version: rows[0]?.version ?? null, embedded: config.databaseUrl === null },
      checks: checks.map(({ found, remedy, ...check }) => ({
        ...check,
        found: { ...found, text: say.any(found) },
        remedy: remedy === null ? null : { ...remedy, text: say.any(remedy) },
      })),
    });
    return problems === 0 ? exit.ok : exit.error;
  });
