import { roleId, type Message } from '@passerelle/model';
import type { Terminal } from '../terminal/terminal.ts';
import type { Names, Speaker } from '../texts/texts.ts';
import type { ExplanationShown } from './explanation.ts';

type Explained = Extract<ExplanationShown, { kind: 'explained' }>;
type Field = Explained['entry']['fields'][number];
/** Longer values are cut: a photo or a certificate in the wrong attribute must not fill the screen. */
const LONGEST = 80;

/** An entry and the person that would be made of it, attribute by attribute. Pure. */
export function renderExplanation(
  explanation: ExplanationShown,
  say: Speaker,
  names: Names,
  style: Terminal['style'],
): readonly string[] {
  if (explanation.kind === 'failed') {
    const { detail, remedy } = explanation;
    return [style.red(say('explain.failed', { detail })), ...(remedy === null ? [] : [`  → ${say.any(remedy)}`])];
  }
  const { entry, outside, preset } = explanation;
  const claims = [
    ...entry.memberships.map(({ community, participation }) =>
      message('explain.membership', { community, participation }),
    ),
    ...entry.assignments.map(({ community, role }) => message('explain.assignment', { community, role: roleId(role) })),
  ];
  const title = (code: string): string => style.bold(say(code));
  return [
    style.bold(entry.dn),
    say('explain.preset', { preset }),
    '',
    ...entry.fields.flatMap((field) => fieldLines(field, say, style)),
    '',
    title('explain.claims'),
    ...(claims.length === 0 ? [`  ${say('explain.no-claims')}`] : claims.map((one) => `  ${say.any(one, names)}`)),
    ...(entry.leftAside.length === 0
      ? []
      : ['', title('explain.left-aside'), `  ${style.dim(entry.leftAside.join(', '))}`]),
    '',
    ...verdict(entry, outside, say, style),
  ];
}

const message = (code: string, params: Message['params']): Message => ({ code, params });

function fieldLines({ field, value, why, tried }: Field, say: Speaker, style: Terminal['style']): readonly string[] {
  const reason = (one: Message | null): string => (one === null ? '' : style.dim(` — ${say.any(one)}`));
  const shown = value === null ? style.yellow(say('explain.no-value')) : style.green(cut(value));
  return [
    `${style.bold(field)} = ${shown}${reason(why)}`,
    ...tried.map(({ attribute, values, taken, why: whyNot }) => {
      const found = values.length === 0 ? '' : ` ${values.map((one) => JSON.stringify(cut(one))).join(', ')}`;
      return `  ${taken === null ? style.dim('·') : style.green('✓')} ${attribute}${found}${reason(whyNot)}`;
    }),
  ];
}

function verdict(
  { verdict: kind, reason }: Explained['entry'],
  outside: Explained['outside'],
  say: Speaker,
  style: Terminal['style'],
): readonly string[] {
  if (kind === 'record' && outside.length === 0) return [style.green(say('explain.read'))];
  return [
    style.red(say('explain.not-read')),
    ...[...(reason === null ? [] : [reason]), ...outside].map((one) => `  ${style.red('✗')} ${say.any(one)}`),
  ];
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
