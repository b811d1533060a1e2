import {
  labelOfLevel,
  labelOfStation,
  offers,
  toolLevels,
  type CellAnswer,
  type Community,
  type Level,
  type Station,
  type Tool,
} from '@passerelle/model';
import { shownWidth, table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Speaker } from '../texts/texts.ts';

export interface Policy {
  readonly community: Community;
  readonly rows: readonly {
    readonly station: Station;
    readonly cells: readonly { readonly tool: Tool; readonly answer: CellAnswer }[];
  }[];
}

const marks: Readonly<Record<CellAnswer['from'], string>> = { default: '', instance: '°', community: '*' };
const archiveMark = '†';
const marked = (text: string, { from, beforeArchive }: CellAnswer): string =>
  `${text}${marks[from]}${beforeArchive === null ? '' : archiveMark}`;

/** A community's access policy as a grid, or by tool and level where the grid would not fit the terminal. Pure. @param width null: no terminal */
export function renderPolicy(
  policy: Policy,
  say: Speaker,
  style: Terminal['style'],
  width: number | null,
): readonly string[] {
  const grid = asGrid(policy, say, style);
  const fits = width === null || grid.every((line) => shownWidth(line) <= width);
  return [
    style.bold(say('policy.title', { community: policy.community.name })),
    ...(fits ? grid : byTool(policy, say, style)),
    '',
    ...legend(policy, say).map((line) => style.dim(line)),
  ];
}

const titleOf = ({ community }: Policy, tool: Tool, say: Speaker): string => {
  const name = say(`policy.tool.${tool}`);
  return offers(community, tool) ? name : `(${name})`;
};

function asGrid(policy: Policy, say: Speaker, style: Terminal['style']): readonly string[] {
  const tools = policy.rows[0]?.cells.map(({ tool }) => tool) ?? [];
  return table([
    ['', ...tools.map((tool) => style.dim(titleOf(policy, tool, say)))],
    ...policy.rows.map(({ station, cells }) => [
      labelOfStation(policy.community, station, say.language),
      ...cells.map(({ tool, answer }) => {
        const text = marked(labelOfLevel(tool, answer.level, say.language), answer);
        return answer.from === 'default' ? text : style.bold(text);
      }),
    ]),
  ]);
}

/** Highest level first: who may most. */
function byTool(policy: Policy, say: Speaker, style: Terminal['style']): readonly string[] {
  const tools = policy.rows[0]?.cells.map(({ tool }) => tool) ?? [];
  return tools.flatMap((tool) => {
    const answers = policy.rows.flatMap(({ station, cells }) => {
      const answer = cells.find((cell) => cell.tool === tool)?.answer;
      return answer === undefined ? [] : [{ station, answer }];
    });
    const levels: readonly Level[] = toolLevels[tool];
    const lines = levels.toReversed().flatMap((level) => {
      const there = answers.filter(({ answer }) => answer.level === level);
      const names = there.map(({ station, answer }) =>
        marked(labelOfStation(policy.community, station, say.language).split(', ')[0] ?? station, answer),
      );
      return there.length === 0 ? [] : [[labelOfLevel(tool, level, say.language), names.join(', ')]];
    });
    return ['', style.bold(titleOf(policy, tool, say)), ...table(lines)];
  });
}

function legend({ community, rows }: Policy, say: Speaker): readonly string[] {
  const all = rows.flatMap(({ cells }) => cells.map(({ answer }) => answer));
  const has = (from: CellAnswer['from']): boolean => all.some((answer) => answer.from === from);
  return [
    say('policy.from-default'),
    ...(has('instance') ? [say('policy.from-instance', { mark: marks.instance })] : []),
    ...(has('community') ? [say('policy.from-community', { mark: marks.community })] : []),
    ...(all.some(({ beforeArchive }) => beforeArchive !== null)
      ? [say('policy.from-archive', { mark: archiveMark })]
      : []),
    ...(rows[0]?.cells.some(({ tool }) => !offers(community, tool)) === true ? [say('policy.tools-in-brackets')] : []),
  ];
}
