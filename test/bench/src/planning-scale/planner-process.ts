// Plans in a process of its own, so that its memory is its own.
import { makePlan } from '@passerelle/engine';
import { obey } from '../child.ts';
import type { OpenPasserelle } from '../passerelle/open-passerelle.ts';
import { openPretended } from '../workers/open-pretended.ts';
import { measuredTarget } from './measured-target.ts';
import type { Answer, Order } from './orders.ts';

let passerelle: OpenPasserelle | undefined;

async function plan({ engine }: OpenPasserelle): Promise<Answer> {
  const before = process.cpuUsage();
  const began = performance.now();
  const { operations } = await makePlan(engine, {
    createdBy: 'bench',
    extent: 'full',
    observe: 'never',
    signal: new AbortController().signal,
  });
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return {
    said: 'planned',
    operations,
    took,
    peak: process.resourceUsage().maxRSS / 1024,
    cpu: (user + system) / 1e6,
  };
}

obey(
  async (order): Promise<Answer> => {
    const asked = order as Order;
    if (asked.do === 'open') {
      passerelle = await openPretended({ database: asked.database, targets: [measuredTarget.id], service: 0 });
      return { said: 'opened' };
    }
    if (passerelle === undefined) throw new Error('no store was opened');
    return plan(passerelle);
  },
  (why): Answer => ({ said: 'failed', why }),
);
