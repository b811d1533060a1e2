import type { NativeId, SpaceCreate } from '@passerelle/model';
import { failure } from '../client/answers.ts';
import type { Category } from '../client/categories.ts';
import { createdTopic, createTopic, findTopic, isPinned, pinTopic } from '../client/topics.ts';
import { firstTopics, type FirstTopic } from '../first-topics/write-topics.ts';
import { partsOf } from '../parts.ts';
import type { Work } from './working.ts';

/** A number is never given to a second category: the key stays the topic's, whatever becomes of names. */
const keyOf = (category: Category, { name }: FirstTopic): string => `passerelle-${category.native}-${name}`;

interface Written {
  readonly topic: NativeId;
  readonly isNew: boolean;
}

/** One call for a topic that is not there; one that is there already stays as it is. */
const write = async ({ session, call }: Work, category: Category, first: FirstTopic): Promise<Written> => {
  const key = keyOf(category, first);
  const topic = { raw: first.raw, category: Number(category.native), external_id: key };
  let response = await createTopic(session, call, { ...topic, title: first.title });
  if (response.status === 422) {
    const found = await findTopic(session, call, key);
    if (found !== null) return { topic: found, isNew: false };
    // Two communities may bear one name, two topics of a forum usually not.
    response = await createTopic(session, call, { ...topic, title: `${first.title} (${category.native})` });
  }
  if (response.status !== 200) throw failure(session, response, 'create topic');
  return { topic: createdTopic(session, response), isNew: true };
};

/** A welcome, pinned, and a guide: three calls. Written before anybody is told anything of the category, so that they call nobody. */
export const writeFirstTopics = async (
  work: Work,
  change: SpaceCreate,
  category: Category,
  attemptedBefore: boolean,
): Promise<void> => {
  const { session, call } = work;
  const parts = change.parent === undefined ? partsOf(session.config) : [];
  for (const first of firstTopics(change.label, change.language, parts)) {
    const { topic, isNew } = await write(work, category, first);
    if (!first.isPinned) continue;
    // An answer may be that of a first attempt, remembered for two minutes (facts §6).
    const isDone = (!isNew || attemptedBefore) && (await isPinned(session, call, topic));
    if (!isDone) await pinTopic(session, call, topic);
  }
};
