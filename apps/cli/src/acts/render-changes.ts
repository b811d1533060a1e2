import type { LevelChange, StationChange } from '@passerelle/engine';
import { compareLevels, labelOfLevel, labelOfStation, labelOfTool, type Station } from '@passerelle/model';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Names, Speaker } from '../texts/texts.ts';

/** What people become, line by line. Pure. */
export function renderStations(
  changes: readonly StationChange[],
  say: Speaker,
  names: Names,
  style: Terminal['style'],
): readonly string[] {
  return table(
    changes.map(({ person, community, before, after }) => {
      const known = names.community(community) ?? null;
      const told = (stations: readonly Station[]): string =>
        stations.length === 0
          ? say('act.standing-none')
          : stations.map((station) => labelOfStation(known, station, say.language)).join(', ');
      return [
        style.yellow('~'),
        names.person(person) ?? person,
        known?.name ?? community,
        say('act.standing'),
        `${told(before)} → ${told(after)}`,
      ];
    }),
  );
}

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
