import type { Session } from '../runtime/session.ts';

/** How the main job tells what it does: numbered steps, on a terminal and in a log alike. */
export interface JobPen {
  step(code: string, params?: Readonly<Record<string, string | number>>): void;
  lines(lines: readonly string[]): void;
}

export function jobPen(session: Session): JobPen {
  const { style } = session.world.terminal;
  let number = 0;
  return {
    step(code, params = {}) {
      number += 1;
      session.print();
      session.print(style.bold(style.cyan(`${number}. ${session.say(code, params)}`)));
    },
    lines(lines) {
      for (const line of lines) session.print(line);
    },
  };
}
