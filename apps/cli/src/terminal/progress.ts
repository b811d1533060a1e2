import type { Terminal } from './terminal.ts';

export interface Count {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
}

/** How far the work is, target by target: bars on a terminal, a line now and then elsewhere. */
export interface ProgressView {
  update(target: string, count: Count): void;
  end(): void;
}

interface Words {
  readonly failed: (count: number) => string;
}

const width = 28;

/** `▕████████░░░░▏ 12/40` */
export function bar({ done, failed, total }: Count): string {
  const share = total === 0 ? 1 : Math.min(1, (done + failed) / total);
  const full = Math.round(share * width);
  return `▕${'█'.repeat(full)}${'░'.repeat(width - full)}▏ ${done + failed}/${total}`;
}

export function progressView(terminal: Terminal, write: (raw: string) => void, words: Words): ProgressView {
  return terminal.drawsBars ? bars(terminal, write, words) : lines(terminal, words);
}

function bars(terminal: Terminal, write: (raw: string) => void, words: Words): ProgressView {
  const counts = new Map<string, Count>();
  let drawn = 0;
  const draw = (): void => {
    const longest = Math.max(...[...counts.keys()].map((name) => name.length));
    const text = [...counts].map(([name, count]) => {
      const failed = count.failed > 0 ? `  ${terminal.errorStyle.red(words.failed(count.failed))}` : '';
      return `\u001b[2K  ${name.padEnd(longest)} ${bar(count)}${failed}\n`;
    });
    write(`${drawn > 0 ? `\u001b[${drawn}A` : ''}${text.join('')}`);
    drawn = counts.size;
  };
  return {
    update(target, count) {
      counts.set(target, count);
      draw();
    },
    end: () => counts.clear(),
  };
}

/** A line each time that another tenth is done. */
function lines(terminal: Terminal, words: Words): ProgressView {
  const last = new Map<string, number>();
  return {
    update(target, count) {
      const tenth = count.total === 0 ? 10 : Math.floor(((count.done + count.failed) / count.total) * 10);
      if (last.get(target) === tenth) return;
      last.set(target, tenth);
      const failed = count.failed > 0 ? ` (${words.failed(count.failed)})` : '';
      terminal.err(`  ${target}: ${count.done + count.failed}/${count.total}${failed}`);
    },
    end: () => last.clear(),
  };
}
