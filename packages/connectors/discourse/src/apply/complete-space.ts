import { ConnectorError, isConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import { partOfKey, type SpaceCreate } from '@passerelle/model';
import type { Category } from '../client/categories.ts';
import { stops } from '../session.ts';
import { writeFirstTopics } from './first-topics.ts';
import { setNotifications } from './notifications.ts';
import type { Work } from './working.ts';

/**
 * Nothing of ours goes out any more, and yet the category is there. A ration alone would read as "nothing was done": the next attempt must know that it may
 * find the category, and complete it.
 */
const unfinished = ({ request, detail, retry }: ConnectorError): ConnectorError =>
  new ConnectorError({ code: 'aborted', retry, scope: 'operation', request, detail: `the ration is spent: ${detail}` });

/** A refusal for good of what only goes with a category is told in the log: the category itself is there and serves. Anything else is tried again. */
const unlessRefused = async (work: Work, space: string, run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    if (isConnectorError(error) && error.code === 'rationed') throw unfinished(error);
    if (!isConnectorError(error) || error.retry !== 'never' || stops(error)) throw error;
    const { request, detail } = error;
    work.session.context.logger.warn({ space, request, detail }, 'left out of a new category');
  }
};

/**
 * What a new category is given once, when nobody is in it yet: a community's own, its first topics; each, what people are told of it. After a crash what is
 * missing is completed.
 */
export const completeSpace = async (
  work: Work,
  operation: BatchOperation,
  change: SpaceCreate,
  category: Category,
): Promise<void> => {
  if (partOfKey(change.space) === 'main' && work.session.config.firstTopics) {
    const found = operation.attemptedBefore;
    await unlessRefused(work, change.space, () => writeFirstTopics(work, change, category, found));
  }
  await unlessRefused(work, change.space, () => setNotifications(work, change, category));
};
