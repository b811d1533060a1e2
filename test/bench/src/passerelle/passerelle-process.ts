// Passerelle as a process of its own: its time, its CPU and its memory are nobody else's. The bare loop runs in one of the same kind.
import { makePlan } from '@passerelle/engine';
import { Agent, request } from 'undici';
import { obey } from '../child.ts';
import { openPasserelle, type OpenPasserelle } from './open-passerelle.ts';
import type { Answer, Order, Page, Spent } from './orders.ts';

let passerelle: OpenPasserelle | undefined;
const { signal } = new AbortController();

async function spending<T>(work: () => Promise<T>): Promise<{ readonly spent: Spent; readonly result: T }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const spent = { wall, cpu: (user + system) / 1e6, peakMemory: process.resourceUsage().maxRSS / 1024 };
  return { spent, result };
}

/** As the connectors' client is: connections kept, HTTP/1.1, every answer read to its end. */
async function download(lists: readonly (readonly Page[])[]): Promise<number> {
  const dispatcher = new Agent({ connections: 8, allowH2: false });
  let bytes = 0;
  try {
    await Promise.all(
      lists.map(async (pages) => {
        for (const { method, url, headers, body, status } of pages) {
          const answer = await request(url, { dispatcher, method, headers: { ...headers }, body });
          for await (const chunk of answer.body) if (chunk instanceof Uint8Array) bytes += chunk.length;
          if (answer.statusCode !== status) throw new Error(`${method} ${url}: ${answer.statusCode}`);
        }
      }),
    );
  } finally {
    await dispatcher.close();
  }
  return bytes;
}

async function work(order: Order): Promise<Answer> {
  switch (order.do) {
    case 'open':
      passerelle = await openPasserelle(order.address);
      return { said: 'ready' };
    case 'plan': {
      if (passerelle === undefined) throw new Error('it has not been opened');
      const { engine } = passerelle;
      const { spent, result } = await spending(() =>
        makePlan(engine, { createdBy: 'bench', extent: 'full', observe: 'always', signal }),
      );
      const unread = result.targets
        .filter(({ observation }) => observation?.state !== 'complete')
        .map(({ target, why, error }) => `${target}: ${why ?? error?.message ?? 'partial'}`);
      return { said: 'planned', spent, operations: result.operations, unread };
    }
    case 'download': {
      const { spent, result } = await spending(() => download(order.pages));
      return { said: 'downloaded', spent, bytes: result };
    }
  }
}

obey(
  (order) => work(order as Order),
  (why): Answer => ({ said: 'failed', why }),
);
