import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { z } from 'zod';
import { writeWhole } from './write-whole.ts';

const port = z.number().int().min(0).max(65_535).optional();
const portsSchema = z.object({
  hub: port,
  postgres: port,
  directory: port,
  keycloak: port,
  nextcloud: port,
  discourse: port,
  jitsi: port,
  mailman: port,
  server: port,
});

/** Loopback ports; 0 or absent: any. */
export type WantedPorts = Readonly<z.infer<typeof portsSchema>>;

/** The ports of the last start, so that links stay true. A file that is gone or broken only costs new ports. */
export async function readPorts(file: string): Promise<WantedPorts> {
  try {
    return portsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

export const writePorts = (file: string, ports: WantedPorts): Promise<void> => writeWhole(file, JSON.stringify(ports));

/** The port if it is free at this moment, otherwise undefined: PostgreSQL would not start on a taken one. */
export const freeOrNone = (wanted: number | undefined): Promise<number | undefined> =>
  new Promise((resolve) => {
    if (wanted === undefined || wanted === 0) {
      resolve(undefined);
      return;
    }
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(wanted)));
  });

/** A port that is free at this moment: for a server that starts later, and whose address must be known before. */
export const anyFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

export const portOf = (url: string): number => Number(new URL(url).port);
