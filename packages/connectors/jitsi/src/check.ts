import type { Call, Check } from '@passerelle/connector-kit';
import { checkKeys } from './check/keys.ts';
import { checkProbe } from './check/probe.ts';
import { checkSettings } from './check/settings.ts';
import { checkWeb } from './check/web.ts';
import type { Session } from './session.ts';

/** What `doctor` shows. What makes everybody a moderator is looked for first of all: nothing else tells it. */
export async function* check(session: Session, call: Call): AsyncGenerator<Check> {
  yield* checkSettings(session);
  yield* checkWeb(session, call);
  yield* checkKeys(session, call);
  yield* checkProbe(session, call);
}
