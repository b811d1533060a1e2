import { actionsOf, mayDo, reasonOfAction, wordsOfAction, type Action } from '@passerelle/connector-kit';
import {
  archivedCap,
  defaultPolicy,
  labelOfLevel,
  labelOfTool,
  stationsOf,
  toolLevels,
  tools,
  type Community,
  type Level,
  type Tool,
} from '@passerelle/model';

/** A table as prettier writes it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

const cell = (action: Action, level: Level): string => {
  const may = mayDo(action, { here: level, anywhere: level });
  const note = action.decision.decidedBy === 'level' ? '' : ' \\*';
  return `${may === null ? '?' : may ? 'yes' : 'no'}${note}`;
};

function toolSection(tool: Tool): string {
  const actions = actionsOf(tool);
  const head = ['level', ...actions.map((action) => wordsOfAction(action, 'en'))];
  const rows = toolLevels[tool].map((level) => [
    `${labelOfLevel(tool, level, 'en')} (\`${level}\`)`,
    ...actions.map((action) => cell(action, level)),
  ]);
  const notes = actions.flatMap((action) => {
    const reason = reasonOfAction(action, 'en');
    return reason === null ? [] : [`\\* ${wordsOfAction(action, 'en')}: ${reason}`];
  });
  const title = `## ${labelOfTool(tool, 'en')} — \`${tool}\``;
  const archived = `In an archived community: \`${archivedCap(tool)}\` at most.`;
  return [title, table(head, rows), ...notes, archived].join('\n\n');
}

/** docs/administrators/access-matrix.md: what every level allows, from the data that the tests try everything by. */
export function matrixDocument(anywhere: Community): string {
  const stations = stationsOf(anywhere);
  const policy = table(
    ['', ...tools],
    stations.map((station) => [
      `\`${station}\``,
      ...tools.map((tool) => `\`${defaultPolicy[station]?.[tool] ?? 'none'}\``),
    ]),
  );
  return [
    '# Who may do what',
    '<!-- Written from packages/connector-kit/src/probe/actions.json, default-policy.json and archived-cap.json of packages/model; test/faults/src/probe/matrix-document.test.ts says how. -->',
    [
      'What each access level allows in each tool, on the platforms themselves. In every run of `npm test`, somebody of every role and participation level',
      'logs in to every platform of the sandbox and tries whatever a level decides, in their own community and in others; what came of it must be what stands',
      'here. `passerelle probe <person> <community>` asks your platforms the same about one person ([cli.md](cli.md)).',
    ].join('\n'),
    'A star marks what no level of one community decides; why stands below the table.',
    ...tools.map(toolSection),
    '## The default access policy',
    [
      'Somebody with several roles has the highest level that any of them gives. An override of a community replaces one cell (`passerelle policy`). Not being',
      'in a community is `none` everywhere.',
    ].join('\n'),
    policy,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
