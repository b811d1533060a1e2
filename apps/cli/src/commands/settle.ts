import { act, readSourceRuns, recordIsPerson, recordIsSomebodyElse } from '@passerelle/store';
import { z } from 'zod';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import { actorOf, withRuntime } from '../runtime/with-runtime.ts';

const findings = z.array(z.looseObject({ severity: z.string(), externalId: z.string().nullish() }));

/** `passerelle settle <source> <record> --is <person> | --somebody-else`: whose record it is that has the address of somebody known. */
export const run: Run = (session, { args: [name = '', record = ''], options }) =>
  withRuntime(session, true, async ({ engine, store }) => {
    const { say } = session;
    const source = [...engine.sources.keys()].find((id) => id === name);
    if (source === undefined)
      throw new CliError('cli.unknown-source', { source: name, known: [...engine.sources.keys()].join(', ') });
    const isElse = options['somebodyElse'] === true;
    const is = typeof options['is'] === 'string' ? options['is'] : undefined;
    if (isElse === (is !== undefined)) throw new CliError('cli.settle-how');
    const [latest] = await readSourceRuns(store, source, { limit: 1 });
    const asked = findings
      .parse(latest?.findings ?? [])
      .some(({ severity, externalId }) => severity === 'refused' && externalId === record);
    if (!asked) throw new CliError('cli.settle-unknown', { record, source });
    const person = is === undefined ? null : await findOne(store, is);
    const params = { record, person: person?.displayName ?? '' };
    await confirm(session, options, say(person === null ? 'settle.question-else' : 'settle.question-is', params));
    const description = { actor: actorOf(session), kind: 'settle', confirmed: true, params: { source } };
    await act(store, description, (tx) =>
      person === null
        ? recordIsSomebodyElse(tx, { source, externalId: record })
        : recordIsPerson(tx, { source, externalId: record, person: person.id }),
    );
    session.printJson({ source, record, person: person?.id ?? null });
    session.print(say('settle.done', { source }));
    return exit.ok;
  });
