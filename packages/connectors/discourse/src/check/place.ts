import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { careGroup } from '../care-group.ts';
import { readCategory } from '../client/categories.ts';
import { hasRoomInside } from '../parts.ts';
import type { Session } from '../session.ts';
import { finding, ok, why } from './finding.ts';

/** Our hidden group, and the category below which communities get theirs. */
export async function* checkPlace(session: Session, call: Call): AsyncGenerator<Check> {
  const { careGroup: name, parentCategory } = session.config;
  try {
    const group = await careGroup(session, call);
    yield ok('care', group === null ? 'care.none' : 'care.ok', { name });
  } catch (error) {
    if (!isConnectorError(error) || error.code !== 'taken') throw error;
    yield finding('care', 'problem', ['care.taken', 'care.taken.remedy'], { name, why: why(error) });
  }
  if (parentCategory === undefined) return;
  const parent = await readCategory(session, call, String(parentCategory));
  if (parent === null)
    yield finding('parent', 'problem', ['parent.missing', 'parent.remedy'], { parent: parentCategory });
  else if (parent.parent !== null && !hasRoomInside(session.config))
    yield finding('parent', 'problem', ['parent.deep', 'parent.deep.remedy'], { name: parent.name });
  else yield ok('parent', 'parent.ok', { name: parent.name });
}
