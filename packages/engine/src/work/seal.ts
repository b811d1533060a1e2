import { seal } from '@passerelle/store';
import type { Engine } from '../setup.ts';

/** Chains the audit records that have been committed since the last time. */
export const sealAudit = (engine: Pick<Engine, 'store'>): Promise<unknown> => seal(engine.store);
