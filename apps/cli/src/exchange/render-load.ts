import type { Community } from '@passerelle/model';
import type { Loaded } from '@passerelle/store';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Names, Speaker } from '../texts/texts.ts';

/** What loading a file would change, in numbers, and who is ended by name. Pure. */
export function renderLoad(
  { plan, warnings, unchanged }: Loaded,
  say: Speaker,
  names: Names,
  style: Terminal['style'],
): readonly string[] {
  if (unchanged) return [say('load.unchanged'), ...told(warnings, say, names, style)];
  const { communities, memberships, assignments, turns } = plan;
  const rows = [
    ['load.communities', communities.created.length, communities.changed.length, 0],
    ['load.memberships', memberships.open.length, memberships.change.length, memberships.end.length],
    ['load.assignments', assignments.open.length, assignments.change.length, assignments.end.length],
    ['load.turns', turns.set.length, 0, turns.remove.length],
  ] as const;
  const counts = table(
    rows.map(([title, added, changed, ended]) => [
      say(title),
      added > 0 ? style.green(`+${added}`) : '',
      changed > 0 ? style.yellow(`~${changed}`) : '',
      ended > 0 ? style.red(`−${ended}`) : '',
    ]),
  );
  const ends = [...memberships.end, ...assignments.end].map(({ person, community, ...claim }) => [
    style.red('−'),
    names.person(person) ?? person,
    names.community(community)?.name ?? community,
    'role' in claim ? String(claim.role) : '',
  ]);
  return [
    ...counts,
    ...(ends.length > 0 ? [style.bold(say('load.ends', { count: ends.length })), ...table(ends)] : []),
    ...told(warnings, say, names, style),
  ];
}

const told = (warnings: Loaded['warnings'], say: Speaker, names: Names, style: Terminal['style']): readonly string[] =>
  warnings.map(({ message }) => `  ${style.yellow('!')} ${say.any(message, names)}`);

/** Everybody whom the answer names. */
export const peopleOfLoad = ({ plan, warnings }: Loaded): readonly string[] => [
  ...[...plan.memberships.end, ...plan.assignments.end].map(({ person }) => person),
  ...warnings.flatMap(({ message }) =>
    Object.values(message.params).filter((value): value is string => typeof value === 'string'),
  ),
];

/** Names with those of the communities that the file makes: they are not in the store yet. */
export function namesOfLoad({ plan }: Loaded, names: Names): Names {
  const made = new Map<string, Community>(plan.communities.created.map((community) => [community.id, community]));
  return { person: names.person, community: (id) => names.community(id) ?? made.get(id) };
}
