import { roleStation, stationsOf, type Community, type Station } from '@passerelle/model';
import { foldWords } from './fold-words.ts';
import table from './station-words.json' with { type: 'json' };

const built: ReadonlyMap<string, string> = new Map(
  Object.entries(table).flatMap(([station, words]) => words.map((word) => [foldWords(word)[0] ?? word, station])),
);

export interface StationFound {
  /** Null: the words name none. */
  readonly station: Station | null;
  /** Words that name no station. */
  readonly rest: readonly string[];
  /** They name several: the first was taken. */
  readonly isAmbiguous: boolean;
}

/** The participation level or role that the words beside a community's name speak of: "pilotage" is the core, "modération" the moderators. Pure. */
export function stationInWords(community: Community, words: readonly string[]): StationFound {
  const stations = new Map<string, Station>(stationsOf(community).map((station) => [station, station]));
  const own = community.ownRoles.map(({ role, name }) => ({ station: roleStation(role), words: foldWords(name) }));
  const named = own.find((role) => role.words.length > 0 && role.words.every((word) => words.includes(word)));
  const left = named === undefined ? words : words.filter((word) => !named.words.includes(word));
  const found = left.flatMap((word) => {
    const station = stations.get(built.get(word) ?? '');
    return station === undefined ? [] : [station];
  });
  const all = [...new Set([...(named === undefined ? [] : [named.station]), ...found])];
  return {
    station: all[0] ?? null,
    rest: left.filter((word) => !stations.has(built.get(word) ?? '')),
    isAmbiguous: all.length > 1,
  };
}
