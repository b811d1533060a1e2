import { message, type Level, type Message } from '@passerelle/model';
import type { ObservedAccess } from './observed-access.ts';
import type { WhyLink } from './why-link.ts';

/** How what somebody has stands to what they should have. */
export type Verdict = 'as-it-should' | 'missing' | 'more-than-it-should' | 'unknown';

/** What would mend it, or, where all is as it should be, what would give something; null when there is nothing to do. */
export function repairOf(
  verdict: Verdict,
  should: Level,
  chain: readonly WhyLink[],
  { pending }: Pick<ObservedAccess, 'pending'>,
): Message | null {
  if (chain.some(({ text }) => ['why.group-unexpected', 'why.grant-unexpected'].includes(text.code)))
    return message('why.repair-drift', {});
  // All is as it should be; who asks why there is nothing is told what would give something.
  if (verdict === 'as-it-should') return should === 'none' ? repairOfSource(chain) : null;
  const held = pending.find(({ hold }) => hold !== null);
  if (held) return message(`why.repair-${held.hold ?? 'held'}`, { operation: held.id });
  const failed = pending.find(({ state }) => state === 'failed');
  if (failed) return message('why.repair-failed', { operation: failed.id, code: failed.error?.code ?? '' });
  const ready = pending.find(({ planState }) => planState === 'ready');
  if (ready && pending.every(({ planState }) => planState === 'ready'))
    return message('why.repair-ready', { plan: ready.plan.slice(0, 8) });
  if (pending.length > 0) return message('why.repair-under-way', {});
  return (
    (verdict === 'missing' ? repairOfSource(chain) : null) ??
    message(verdict === 'unknown' ? 'why.repair-read' : 'why.repair-plan', {})
  );
}

/** What would change what they should have. */
function repairOfSource(chain: readonly WhyLink[]): Message | null {
  const broken = chain.find(({ state }) => state === 'broken');
  if (broken?.text.code === 'why.membership-not-in-parent')
    return message('why.repair-enrol-parent', { slug: broken.text.params['parent'] ?? '' });
  if (broken?.link === 'membership') return message('why.repair-enrol', {});
  if (broken?.link === 'person')
    return message(broken.text.code === 'why.person-suspended' ? 'why.repair-resume' : 'why.repair-departed', {});
  const archived = chain.find(({ text }) => text.code === 'why.policy-archived-none');
  if (archived !== undefined) return message('why.repair-reopen', { slug: archived.text.params['slug'] ?? '' });
  return broken?.link === 'policy' ? message('why.repair-policy', {}) : null;
}
