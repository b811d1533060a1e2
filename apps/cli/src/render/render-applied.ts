import type { Terminal } from '../terminal/terminal.ts';
import type { Speaker } from '../texts/texts.ts';
import { remedyOf } from './remedy-of.ts';
import type { Applied } from '../runtime/apply-plan.ts';

const mostFailures = 20;

/** What became of a plan, line by line. Pure. */
export function renderApplied(applied: Applied, say: Speaker, style: Terminal['style']): readonly string[] {
  const { failed, held, left, superseded, failures, stopped } = applied;
  const done = applied.applied + applied.already;
  const lines =
    done === 0 && superseded > 0 ? [] : [style.green(say('applied.done', { count: done, shown: say.number(done) }))];
  if (superseded > 0) lines.push(say('applied.superseded', { count: superseded }));
  if (failed > 0) {
    lines.push(style.red(say('applied.failed', { count: failed })));
    for (const { target, error } of failures.slice(0, mostFailures)) {
      const params = { request: error.request ?? '', detail: error.detail ?? '' };
      lines.push(`  ${target} : ${say.any({ code: `error.${error.code}`, params })}`);
      const remedy = remedyOf(error.code, say);
      if (remedy !== null) lines.push(style.dim(`      → ${remedy}`));
    }
    if (failures.length > mostFailures)
      lines.push(`  ${say('plan.and-more', { count: failures.length - mostFailures })}`);
  }
  if (held > 0) lines.push(style.yellow(say('applied.held', { count: held })));
  if (stopped) lines.push(style.yellow(say('applied.stopped', { count: left, plan: applied.plan.slice(0, 8) })));
  else if (left > 0) lines.push(style.yellow(say('applied.left', { count: left })));
  return lines;
}

/** Everything that could be done was: what a person must decide first is no failure. */
export const isDone = ({ failed, left, stopped }: Applied): boolean => failed === 0 && left === 0 && !stopped;
