import { isConnectorError } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { transferPolls } from '../client/polls.ts';
import type { Work } from './working.ts';

/**
 * The polls of somebody who has left go on under the service account: nobody else could close them, and they would go with the account if it is ever deleted.
 * Only an administrator may do that there; where the service account is none, they stay whose they are, and so do forms, which their owner alone hands on.
 */
export const handOverPolls = async ({ session, call }: Work, uid: NativeId): Promise<void> => {
  const { config, context } = session;
  if (config.leaversPolls === 'keep') return;
  try {
    const polls = await transferPolls(session, call, uid, config.credentials.user);
    if (polls !== null && polls > 0) context.logger.info({ polls }, 'polls handed over to the service account');
  } catch (error) {
    if (!isConnectorError(error) || error.code !== 'forbidden') throw error;
  }
};
