import { isConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import { partOfKey, type SpaceCreate } from '@passerelle/model';
import type { Category } from '../client/categories.ts';
import { stops } from '../session.ts';
import { writeFirstTopics } from './first-topics.ts';
import { setNotifications } from './notifications.ts';
import type { Work } from './working.ts';

/** A refusal for good of what only goes with a category is told in the log: the category itself is there and serves. Anything else is tried again. */
const unlessRefused = async (work: Work, space: string, run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
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
