import type { Target } from '@passerelle/connector-kit';
import { makeCareList } from './care-list.ts';
import { patchConfig, readInfo } from './client/lists.ts';
import { listInfo, storeIn } from './list-info.ts';
import { careKey } from './list-info.ts';
import { careId, type Session } from './session.ts';

/** The store's mark stands in the text about our hidden list. */
export const markOf = (session: Session): NonNullable<Target['mark']> => ({
  async read(call) {
    return storeIn(await readInfo(session, call, careId(session)));
  },
  async write(mark, call) {
    await makeCareList(session, call);
    await patchConfig(session, call, careId(session), { info: listInfo(careKey, mark) });
  },
});
