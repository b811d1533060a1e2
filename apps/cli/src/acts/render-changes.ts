import { compareLevels, labelOfLevel, labelOfTool } from '@passerelle/model';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Names, Speaker } from '../texts/texts.ts';
import type { LevelChange } from './levels.ts';

/** What people gain and lose, line by line. Pure. */
export function renderChanges(
  changes: readonly LevelChange[],
  say: Speaker,
  names: Names,
  style: Terminal['style'],
): readonly string[] {
  return table(
    changes.map(({ person, community, tool, before, after }) => {
      const isLoss = compareLevels(tool, after, before) < 0;
      const levels = `${labelOfLevel(tool, before, say.language)} → ${labelOfLevel(tool, after, say.language)}`;
      return [
        isLoss ? style.red('−') : style.green('+'),
        names.person(person) ?? person,
        names.community(community)?.name ?? community,
        labelOfTool(tool, say.language),
        isLoss ? style.red(levels) : style.green(levels),
      ];
    }),
  );
}
