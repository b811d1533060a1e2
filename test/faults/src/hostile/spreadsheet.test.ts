import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { csv } from '@passerelle/connector-csv';
import { say, type Message } from '@passerelle/model';

const whole = process.env['PASSERELLE_SWEEP'] === 'full';
const program = fileURLToPath(new URL('csv-process.ts', import.meta.url));
/** What csv-process.ts answers. */
interface Answer {
  readonly counts: Readonly<Record<'record' | 'rejected' | 'notice', number>>;
  readonly end: unknown;
  readonly last: Message | null;
}
const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && 'counts' in value && 'end' in value && 'last' in value;

/** Reads in a process that dies when it needs more memory than this, in MiB. */
async function readWith(memory: number, lines: number, people: number): Promise<Answer> {
  const args = [`--max-old-space-size=${memory}`, program, String(lines), String(people)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const out = await text(child.stdout);
  if (out === '') throw new Error(`the reading of ${lines} lines needed more than ${memory} MiB`);
  const answer: unknown = JSON.parse(out);
  if (!isAnswer(answer)) throw new Error(`not an answer: ${out.slice(0, 200)}`);
  return answer;
}

describe('a spreadsheet that is far too long', () => {
  const lines = whole ? 1_000_000 : 50_000;
  const people = lines / 10;
  it(`of ${lines} lines is read to its end in little memory, its mistyped lines told one by one`, async () => {
    const { counts, end } = await readWith(whole ? 320 : 96, lines, people);
    expect(end).toEqual({ state: 'complete' });
    expect(counts.rejected).toBe(lines / 1000);
    // The mistyped lines are always the same people's.
    expect(counts.record).toBe(people - people / 1000);
  }, 600_000);

  it('with more people than can be is refused as a whole, in words that say why', async () => {
    const { end, last } = await readWith(512, 250_000, 250_000);
    expect(end).toEqual({ state: 'partial', code: 'rejected' });
    expect(last?.code).toBe('csv.partial.broken');
    if (last !== null) expect(say(csv.manifest.texts.fr, 'fr', last)).toMatch(/200000 people|200000 personnes/);
  }, 600_000);
});
