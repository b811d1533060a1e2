import { compareLevels, type CommunityId, type Level, type PersonId, type Tool } from '@passerelle/model';
import type { PlannedEffect } from './output.ts';
import type { Round } from './round.ts';

export type Levels = ReadonlyMap<Tool, Level>;
export const levelAt = (levels: Levels, tool: Tool): Level => levels.get(tool) ?? 'none';

/** Whether `after` gives less than `before` in some tool. */
export const lowers = (before: Levels, after: Levels): boolean =>
  [...before].some(([tool, level]) => compareLevels(tool, levelAt(after, tool), level) < 0);

/** Tool by tool, what becomes of a person's access. A loss counts for the volume guards unless its cause carries an approval. */
export async function effectsOf(
  round: Round,
  subject: { readonly person: PersonId; readonly community: CommunityId; readonly isAskedFor?: boolean },
  before: Levels,
  after: Levels,
): Promise<readonly PlannedEffect[]> {
  const { person, community } = subject;
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (tool) => levelAt(before, tool) !== levelAt(after, tool),
  );
  const hasLoss = lowers(before, after);
  const isExempt = subject.isAskedFor === true || !hasLoss || round.input.suspended(person);
  const counts = !isExempt && (await round.input.approvalOf(person, community)) === null;
  return changed.map((tool) => {
    const effect = { person, community, tool, before: levelAt(before, tool), after: levelAt(after, tool) };
    return { ...effect, countedLoss: counts && compareLevels(tool, effect.after, effect.before) < 0 };
  });
}
