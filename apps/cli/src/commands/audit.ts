import { readAudit, verify } from '@passerelle/store';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { loadNames } from '../people/load-names.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { communityOf } from '../runtime/plan-request.ts';
import type { Session } from '../runtime/session.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import { table } from '../terminal/table.ts';

/** `passerelle audit [verify]`: what was done, newest first; or whether the record is as it was written. */
export const run: Run = (session, { args: [action], options }) =>
  withRuntime(session, false, async (runtime) => {
    const { store } = runtime;
    const { say } = session;
    const { style } = session.world.terminal;
    if (action === 'verify') {
      const answer = await verify(store);
      session.printJson(answer);
      session.print(
        answer.state === 'intact'
          ? style.green(say('audit.intact', { sealed: answer.sealed, unsealed: answer.unsealed }))
          : style.red(say(`audit.${answer.reason}`, { chain: answer.chain, seq: answer.seq ?? 0 })),
      );
      return answer.state === 'intact' ? exit.ok : exit.error;
    }
    if (action !== undefined) throw new CliError('cli.usage.invalid', { what: action, command: 'audit' });
    const person = typeof options['person'] === 'string' ? (await findOne(store, options['person'])).id : undefined;
    const community =
      typeof options['community'] === 'string' ? await communityOf(runtime, options['community']) : undefined;
    const limit = typeof options['limit'] === 'string' ? limitOf(options['limit']) : 50;
    const records = await readAudit(store, {
      limit,
      ...(person === undefined ? {} : { person }),
      ...(community === undefined ? {} : { community }),
    });
    session.printJson(records);
    const names = await loadNames(
      store,
      records.flatMap(({ person: who, actor }) => [who ?? [], actor.replace(/^person:/, '')].flat()),
    );
    for (const line of table(
      records
        .toReversed()
        .map(({ seq, at, actor, action: what, person: who, community: where, target }) => [
          style.dim(String(seq)),
          style.dim(say.date(at)),
          actorName(session, actor, (id) => names.person(id)),
          what,
          who === null ? '' : (names.person(who) ?? who),
          where ?? '',
          target ?? '',
        ]),
      0,
    ))
      session.print(line);
    return exit.ok;
  });

function limitOf(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new CliError('cli.usage.invalid', { what: `--limit ${text}`, command: 'audit' });
  return limit;
}

const actorName = (_: Session, actor: string, nameOf: (id: string) => string | undefined): string =>
  nameOf(actor.replace(/^person:/, '')) ?? actor;
