import type { Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { encoded, readOrNull } from './request.ts';

export const readVersion = async (session: Session, call: Call): Promise<string | null> => {
  const request = { name: 'read version', method: 'GET', path: '/system/versions' } as const;
  return (await readOrNull(session, call, request, z.object({ mailman_version: z.string() })))?.mailman_version ?? null;
};
/** A section of mailman.cfg, every value a text; null: there is none of that name. */
export const readSection = (
  session: Session,
  call: Call,
  section: string,
): Promise<Readonly<Record<string, string>> | null> => {
  const path = `/system/configuration/${encoded(section)}`;
  return readOrNull(
    session,
    call,
    { name: 'read configuration', method: 'GET', path },
    z.record(z.string(), z.string()),
  );
};
export const readSections = async (session: Session, call: Call): Promise<readonly string[]> => {
  const request = { name: 'read configuration', method: 'GET', path: '/system/configuration' } as const;
  return (await readOrNull(session, call, request, z.object({ sections: z.array(z.string()) })))?.sections ?? [];
};
/** How many mails lie in each queue. */
export const readQueues = async (session: Session, call: Call): Promise<ReadonlyMap<string, number>> => {
  const request = { name: 'read queues', method: 'GET', path: '/queues' } as const;
  const schema = z.object({ entries: z.array(z.object({ name: z.string(), count: z.int() })).optional() });
  const found = await readOrNull(session, call, request, schema);
  return new Map(found?.entries?.map(({ name, count }) => [name, count]));
};
export const hasDomain = async (session: Session, call: Call): Promise<boolean> => {
  const path = `/domains/${encoded(session.config.domain)}`;
  const request = { name: 'read domain', method: 'GET', path } as const;
  return (await readOrNull(session, call, request, z.object({ mail_host: z.string() }))) !== null;
};
