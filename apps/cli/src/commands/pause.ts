import type { Run } from '../runtime/run.ts';
import { setMode } from '../runtime/set-mode.ts';

/** `passerelle pause <target|all>`. */
export const run: Run = (session, { args: [target = ''] }) => setMode(session, target, 'paused');
