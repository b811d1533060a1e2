import type { BatchWork } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';

/** One batch under way on one platform of this kind. */
export type Work = BatchWork<Session>;
