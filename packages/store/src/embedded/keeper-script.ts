import { readFileSync } from 'node:fs';

/** Read when this module is: a running Passerelle must be able to start it whatever becomes of its files. */
export default readFileSync(new URL('./keeper.sh', import.meta.url), 'utf8');

/** How a keeper shows in the list of processes: with the process that it keeps a server for. */
export const keeperName = (owner: number): string => `passerelle-keeper:${owner}`;

/** The owner that a keeper's command line names. Null: not a keeper. */
export function ownerOf(command: string): number | null {
  const owner = /passerelle-keeper:(\d+)/.exec(command)?.[1];
  return owner === undefined ? null : Number(owner);
}
