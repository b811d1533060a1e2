import type { SyncPreview } from '@passerelle/engine';
import type { Message } from '@passerelle/model';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Names, Speaker } from '../texts/texts.ts';

const order = ['read', 'new', 'changed', 'reappeared', 'unchanged', 'vanished', 'refused', 'rejected'] as const;

/** What a reading of a source found: counts, every line that could not be used with why and what to do, and what the guard says. Pure. */
export function renderSync(
  { authority, counts, findings, blocked }: SyncPreview,
  source: string,
  say: Speaker,
  names: Names,
  style: Terminal['style'],
): readonly string[] {
  const lines = table(
    order
      .filter((name) => name === 'read' || counts[name] > 0)
      .map((name) => [
        say(name === 'changed' && authority === 'import' ? 'sync.known' : `sync.${name}`),
        say.number(counts[name]),
      ]),
  );
  const told = (severity: string, sign: string): readonly string[] =>
    findings
      .filter((finding) => finding.severity === severity)
      .flatMap(({ message, externalId }) => [
        `  ${sign} ${withPlace(message, say, names)}`,
        ...(settled.has(message.code) && externalId !== null
          ? [style.dim(`      → ${howToSettle(source, externalId, say)}`)]
          : []),
      ]);
  const section = (title: string, found: readonly string[], count = found.length): readonly string[] =>
    found.length === 0 ? [] : ['', style.bold(say(title, { count })), ...found];
  const refused = findings.filter(({ severity }) => severity === 'refused').length;
  return [
    ...lines,
    ...section('sync.rejected-title', told('rejected', style.red('✗'))),
    ...section('sync.refused-title', told('refused', style.yellow('?')), refused),
    ...section('sync.notices-title', told('notice', style.dim('·'))),
    ...section(
      'sync.blocked-title',
      blocked.map((reason) => `  ${style.yellow('!')} ${say.any(reason, names)}`),
    ),
  ];
}

/** Questions that `passerelle settle` answers. */
const settled: ReadonlySet<string> = new Set(['source.same-address', 'source.duplicate-address']);

const howToSettle = (source: string, externalId: string, say: Speaker): string =>
  say('sync.settle', {
    command: `passerelle settle ${source} ${/\s/.test(externalId) ? `'${externalId}'` : externalId}`,
  });

/** With the file and line (or the entry) that it is about, unless the sentence names it already. */
function withPlace(message: Message, say: Speaker, names: Names): string {
  const text = say.any(message, names);
  const { where } = message.params;
  if (typeof where !== 'string' || where === '') return text;
  const [, file, line] = /^(.*):(\d+)$/.exec(where) ?? [];
  const place = file === undefined || line === undefined ? where : `${file}, ${say('config.line', { line })}`;
  return text.includes(where) ? text.replace(where, place) : `${place} : ${text}`;
}
