// A worker of `passerelle serve` as a process of its own, without its web side.
import { startWorker, type Worker } from '@passerelle/engine';
import { obey } from '../child.ts';
import { openPasserelle, type OpenPasserelle } from '../passerelle/open-passerelle.ts';
import { openPretended } from './open-pretended.ts';
import type { Answer, Order } from './orders.ts';

let passerelle: OpenPasserelle | undefined;
let worker: Worker | undefined;

async function carryOut(order: Order): Promise<void> {
  switch (order.do) {
    case 'open':
      passerelle = await openPasserelle(order.on);
      return;
    case 'pretend':
      passerelle = await openPretended(order.on);
      return;
    case 'work':
      if (passerelle === undefined) throw new Error('a worker without a store');
      // Nothing is due by the calendar: only what is asked for is measured.
      worker = await startWorker(passerelle.engine, { observe: null, boundaries: '0 0 1 1 *', sources: [] });
      return;
    case 'stop':
      await worker?.stop();
      await passerelle?.close();
  }
}

obey(
  async (order): Promise<Answer> => {
    await carryOut(order as Order);
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    return { said: 'done', cpu: (userCPUTime + systemCPUTime) / 1e6 };
  },
  (why): Answer => ({ said: 'failed', why }),
);
