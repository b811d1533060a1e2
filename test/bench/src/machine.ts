import { cpus, loadavg, totalmem } from 'node:os';

/** Cores, memory, Node and how busy it was: `2 cores (Intel Xeon), 23 GB, Node 24.21.0, load 1.2`. */
export function machine(): string {
  const cores = cpus();
  const [load = 0] = loadavg();
  const model = cores[0]?.model.trim().replace(/\s+/g, ' ') ?? 'unknown';
  return `${cores.length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, load ${load.toFixed(1)}`;
}
