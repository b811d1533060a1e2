import { expectJson, type Call, type Check } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { jwksAt } from '../token/key-ring.ts';
import { finding, ok } from './findings.ts';
import { trying, why } from './trying.ts';

const schema = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string().optional() })) });

/** Reads our key set as Prosody does: a key of ours that is not in it makes Prosody's plugin crash on every token that it signed. */
export async function* checkKeys(session: Session, call: Call): AsyncGenerator<Check> {
  const { config, context, signing } = session;
  if (config.signing.with !== 'keys' || signing.with !== 'keys') return;
  const { published } = config.signing;
  if (published === undefined) {
    yield finding('published', 'unknown', 'published.unknown');
    return;
  }
  if (published.startsWith('http:')) yield finding('published-https', 'warning', 'published.plain');
  const request = { name: 'jitsi: read our key set', method: 'GET', url: published } as const;
  const now = context.now();
  const answer = await trying(async () =>
    expectJson(await context.http.send(request, call), request.name, schema, { now }),
  );
  if ('error' in answer) {
    yield finding('published', 'problem', 'published.problem', { why: why(answer.error) });
    return;
  }
  const there = new Set(answer.value.keys.map(({ kid }) => kid));
  const missing = jwksAt(signing.ring, now).keys.filter(({ kid }) => !there.has(kid));
  if (missing.length === 0) yield ok('published', 'published.ok');
  else yield finding('published', 'problem', 'published.missing', { kids: missing.map(({ kid }) => kid).join(', ') });
}
