import { labelOfLevel, labelOfTool } from '@passerelle/model';
import {
  detailedExitCode,
  tellFinding,
  tellOperation,
  type Counts,
  type PlanFinding,
  type Removal,
} from '@passerelle/plan';
import { table } from '../terminal/table.ts';
import { remedyOf } from './remedy-of.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Names, Speaker } from '../texts/texts.ts';
import type { PlanView } from './plan-view.ts';

export interface PlanPen {
  readonly say: Speaker;
  readonly names: Names;
  readonly style: Terminal['style'];
  /** Every operation, and findings without end. */
  readonly details: boolean;
}

/** Findings about something that is wanted and cannot be done yet. */
const waits: ReadonlySet<PlanFinding['kind']> = new Set(['waiting', 'depends', 'withheld', 'protected']);

/** How many findings of a kind are shown where not all are asked for. Removals are always all shown. */
const mostFindings = 12;

/** A plan for a reader, line by line: totals, by platform, by community, every removal by name, what was found, what is held and what to do. Pure. */
export function renderPlan(view: PlanView, pen: PlanPen): readonly string[] {
  const { say, style } = pen;
  const { summary, id, expiresAt } = view.document;
  const trouble = renderTrouble(view, pen);
  if (summary.operations === 0) {
    const isWaiting = view.document.targets.some(({ findings }) => findings.some(({ kind }) => waits.has(kind)));
    const isChanged = view.document.targets.some(({ findings }) => findings.some(({ kind }) => kind === 'drift'));
    const end =
      trouble.length > 0
        ? 'plan.nothing-elsewhere'
        : isWaiting
          ? 'plan.nothing-now'
          : isChanged
            ? 'plan.nothing-but-drift'
            : 'plan.nothing';
    return withoutLead([...trouble, ...renderFindings(view, pen), style.green(say(end))]);
  }
  return [
    style.bold(say('plan.title', { number: view.number, id: id.slice(0, 8) })),
    `  ${totals(summary, pen)}`,
    `  ${style.dim(say('plan.expires', { date: say.date(new Date(expiresAt)) }))}`,
    ...section(
      say('plan.by-target'),
      countRows(summary.byTarget, (key) => key, pen),
      style,
    ),
    ...section(
      say('plan.by-community'),
      countRows(summary.byCommunity, (key) => pen.names.community(key)?.name ?? key, pen),
      style,
    ),
    ...(pen.details ? renderOperations(view, pen) : []),
    ...renderRemovals(summary.removals, pen),
    ...renderFindings(view, pen),
    ...renderQuestions(view, pen),
    ...renderBlocks(view, pen),
    ...trouble,
  ];
}

/** A plan without a title does not begin with the blank line of its first section. */
const withoutLead = (lines: readonly string[]): readonly string[] => (lines[0] === '' ? lines.slice(1) : lines);

const section = (title: string, lines: readonly string[], style: PlanPen['style']): readonly string[] =>
  lines.length === 0 ? [] : ['', style.bold(title), ...lines];

function totals({ operations, givings, takings, toConfirm }: Counts, { say, style }: PlanPen): string {
  const parts = [
    say('plan.operations', { count: operations, shown: say.number(operations) }),
    style.green(say('plan.givings', { count: givings, shown: say.number(givings) })),
    takings > 0
      ? style.red(say('plan.takings', { count: takings, shown: say.number(takings) }))
      : say('plan.no-takings'),
    ...(toConfirm > 0
      ? [style.yellow(say('plan.to-confirm', { count: toConfirm, shown: say.number(toConfirm) }))]
      : []),
  ];
  return parts.join(' · ');
}

function countRows(
  counts: Readonly<Record<string, Counts>>,
  name: (key: string) => string,
  { say, style }: PlanPen,
): readonly string[] {
  const shown = Object.entries(counts).filter(([, { operations }]) => operations > 0);
  return table(
    shown.map(([key, { givings, takings, changes }]) => [
      name(key),
      style.green(`+${say.number(givings)}`),
      takings > 0 ? style.red(`−${say.number(takings)}`) : '',
      style.dim(
        Object.entries(changes)
          .map(([change, count]) => `${say(`change.${change}`)} ${say.number(count)}`)
          .join(', '),
      ),
    ]),
  );
}

function renderOperations({ document }: PlanView, pen: PlanPen): readonly string[] {
  return document.targets.flatMap(({ target, operations }) =>
    section(
      pen.say('plan.operations-of', { target }),
      operations.map((operation) => {
        const sign = operation.phase === 'take' ? pen.style.red('−') : pen.style.green('+');
        return `  ${sign} ${pen.say.any(tellOperation(operation), pen.names)}`;
      }),
      pen.style,
    ),
  );
}

/** Each removal by name, grouped by person and community over all platforms. */
function renderRemovals(removals: readonly Removal[], pen: PlanPen): readonly string[] {
  const { say, style } = pen;
  return section(
    say('plan.removals', { count: removals.length }),
    table(
      removals.map((removal) => [
        style.red('−'),
        whoLoses(removal, pen),
        whereLost(removal, pen),
        removal.target,
        whatIsLost(removal, pen),
      ]),
    ),
    style,
  );
}

const whoLoses = ({ person, account }: Removal, { names }: PlanPen): string =>
  person === null ? (account ?? '') : (names.person(person) ?? person);
const whereLost = ({ community }: Removal, { names }: PlanPen): string =>
  community === null ? '' : (names.community(community)?.name ?? community);

function whatIsLost({ what, tools }: Removal, { say }: PlanPen): string {
  if (what === 'account') return say('removal.account');
  if (what === 'stranger') return say('removal.stranger');
  if (what === 'card') return say('removal.card');
  if (tools.length === 0) return say('removal.groups');
  return tools
    .map(({ tool, before, after }) => {
      const level = (of: typeof before): string => labelOfLevel(tool, of, say.language);
      return `${labelOfTool(tool, say.language)} : ${level(before)} → ${level(after)}`;
    })
    .join(', ');
}

function renderFindings({ document }: PlanView, pen: PlanPen): readonly string[] {
  const { say, style } = pen;
  const kinds = new Map<PlanFinding['kind'], string[]>();
  for (const { target, findings } of document.targets) {
    for (const finding of findings) {
      const lines = kinds.get(finding.kind) ?? [];
      lines.push(`  ${target} · ${say.any(tellFinding(finding), pen.names)}`);
      kinds.set(finding.kind, lines);
    }
  }
  return [...kinds].flatMap(([kind, lines]) => {
    const most = pen.details ? lines.length : mostFindings;
    const rest = lines.length - most;
    return section(
      say(`finding.${kind}`, { count: lines.length }),
      [...lines.slice(0, most), ...(rest > 0 ? [style.dim(`  ${say('plan.and-more', { count: rest })}`)] : [])],
      style,
    );
  });
}

/** What waits for a person's yes to exactly that. */
function renderQuestions({ document, questions }: PlanView, pen: PlanPen): readonly string[] {
  const { say, style } = pen;
  const lines = document.targets.flatMap(({ target, operations }) =>
    operations.flatMap((operation) =>
      operation.id === null || !questions.has(operation.id)
        ? []
        : [
            `  ${style.yellow('?')} ${target} · ${say.any(tellOperation(operation), pen.names)}`,
            style.dim(`      → passerelle confirm ${operation.id.slice(0, 8)}`),
          ],
    ),
  );
  return section(say('plan.questions', { count: lines.length / 2 }), lines, style);
}

function renderBlocks({ blocks }: PlanView, pen: PlanPen): readonly string[] {
  const { say, style, names } = pen;
  return section(
    say('plan.blocks', { count: blocks.length }),
    blocks.flatMap(({ id, reason, people, operations }) => [
      `  ${style.yellow('!')} ${say.any(reason, names)}`,
      `      ${people.map((person) => names.person(person) ?? person).join(', ')}`,
      style.dim(`      ${say('plan.block-holds', { count: operations })}`),
      style.dim(`      → passerelle approve ${id.slice(0, 8)} --as …`),
    ]),
    style,
  );
}

/** Platforms of which this plan knows nothing or only a part, or may do nothing. */
function renderTrouble({ targets, partial }: PlanView, pen: PlanPen): readonly string[] {
  const { say, style } = pen;
  const leftOut = targets
    .filter(({ state }) => state !== 'planned')
    .map(({ target, why, error }) => {
      const reason = error === null ? say(`standing.${why ?? 'never-read'}`) : say.any(error);
      const remedy = error === null ? null : remedyOf(error.code.replace(/^error\./, ''), say);
      const line = `  ${style.yellow('!')} ${target} : ${reason}`;
      return remedy === null ? [line] : [line, style.dim(`      → ${remedy}`)];
    })
    .flat();
  // One cause stops many readings: it is told once, with what to do.
  const inPart = [...Map.groupBy(partial, ({ target, error }) => `${target} ${error.code}`).values()].flatMap(
    (same) => {
      const [first] = same;
      if (first === undefined) return [];
      const remedy = remedyOf(first.error.code.replace(/^error\./, ''), say);
      return [
        `  ${style.yellow('!')} ${first.target} : ${say.any(first.error)}${same.length > 1 ? ` ${say('plan.partial-others', { count: same.length - 1 })}` : ''}`,
        ...(pen.details ? same.slice(1).map(({ container }) => style.dim(`      ${container}`)) : []),
        ...(remedy === null ? [] : [style.dim(`      → ${remedy}`)]),
      ];
    },
  );
  return [...section(say('plan.left-out'), leftOut, style), ...section(say('plan.partial'), inPart, style)];
}

/** Whether a platform could not be looked at, or not to the end: then "nothing to do" would be a guess. */
export const isBlind = ({ targets, partial }: Pick<PlanView, 'targets' | 'partial'>): boolean =>
  partial.length > 0 ||
  targets.some(({ state, why }) => state === 'unreadable' || why === 'quarantined' || why === 'never-read');

/** 0 nothing to do, 2 changes; 1 where nothing was found to do because a platform could not be looked at. */
export const exitCodeOf = (view: PlanView): 0 | 1 | 2 => {
  const code = detailedExitCode(view.document.summary);
  return code === 0 && isBlind(view) ? 1 : code;
};
