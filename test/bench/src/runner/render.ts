import type { Line, Text } from '../line.ts';
import type { BenchResult, ScenarioResult } from './result.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

export type Language = keyof Text;
const texts = { fr, en } as const;

const columns = ['what', 'value', 'against', 'peer', 'ratio', 'limit', 'met'] as const;
const rightAligned: ReadonlySet<string> = new Set(['value', 'peer', 'ratio', 'limit']);

/** `1 234`, `12.3`: three digits that count, no more. */
function numberIn(language: Language, value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString(language === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: digits });
}

function cellsOf(language: Language, line: Line): readonly string[] {
  const words = texts[language];
  const number = (value: number | null, unit = ''): string =>
    value === null ? '' : `${numberIn(language, value)}${unit === '' ? '' : ` ${unit}`}`;
  const unit = words.units[line.unit];
  const times = line.peer === null ? '' : ' ×';
  return [
    line.what[language],
    number(line.value, unit),
    line.against?.[language] ?? '',
    number(line.peer, unit),
    line.ratio === null ? '' : `${line.ratio.toFixed(2)} ×`,
    line.limit === null ? '' : `${line.limit.at === 'most' ? '≤' : '≥'} ${number(line.limit.number)}${times}`,
    line.limit === null ? '' : line.met ? words.met : words.missed,
  ];
}

/** One line by itself, for whoever waits: `everything read: 1.2 s, a bare loop: 1 s, 1.20 ×, ≤ 1.2 ×, met`. Pure. */
export function lineText(language: Language, line: Line): string {
  const [what = '', value = '', against = '', peer = '', ...rest] = cellsOf(language, line);
  return [`${what}: ${value}`, against === '' ? '' : `${against}: ${peer}`, ...rest]
    .filter((part) => part !== '')
    .join(', ');
}

/** A table that reads well on a terminal and is Markdown at the same time. Pure. */
export function tableOf(language: Language, lines: readonly Line[]): readonly string[] {
  const rows = [columns.map((column) => texts[language].columns[column]), ...lines.map((l) => cellsOf(language, l))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const drawn = (row: readonly string[]): string =>
    `| ${columns.map((name, at) => (rightAligned.has(name) ? (row[at] ?? '').padStart(widths[at] ?? 0) : (row[at] ?? '').padEnd(widths[at] ?? 0))).join(' | ')} |`;
  const rule = `| ${columns.map((name, at) => (rightAligned.has(name) ? `${'-'.repeat((widths[at] ?? 1) - 1)}:` : '-'.repeat(widths[at] ?? 0))).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [drawn(head), rule, ...body.map(drawn)];
}

/** One scenario: its title, its table, where its numbers come from. Pure. */
export function scenarioText(
  language: Language,
  { id, title, lines, seconds, failed }: ScenarioResult,
): readonly string[] {
  const notes = [...new Set(lines.flatMap(({ note }) => (note === undefined ? [] : [note[language]])))];
  return [
    `${title[language]} (${id}, ${numberIn(language, seconds)} s)`,
    '',
    ...(lines.length > 0 ? tableOf(language, lines) : []),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${note}`)] : []),
    ...(failed === null ? [] : ['', `${texts[language].failed} ${failed}`]),
    '',
  ];
}

/** The machine and the moment, and whether the goals are met. Pure. */
export function closingText(language: Language, { circumstances, quick, scenarios, met }: BenchResult): string[] {
  const words = texts[language];
  const { date, command, machine, versions } = circumstances;
  const { cores, processor, memory, system, load } = machine;
  const all = scenarios.flatMap(({ lines }) => lines);
  const missed = all.filter((line) => !line.met).length + scenarios.filter(({ failed }) => failed !== null).length;
  return [
    `${date.slice(0, 16).replace('T', ' ')} UTC · ${command}`,
    `${cores} ${words.cores} (${processor}), ${memory} ${words.units.GB}, ${system}, ${words.load} ${load.before} → ${load.after}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(' · '),
    ...(quick ? [words.quick] : []),
    met ? words.allMet : words.someMissed.replace('{count}', String(missed)),
  ];
}
