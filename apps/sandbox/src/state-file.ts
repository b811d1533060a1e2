import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How long a change may wait for the file, in milliseconds. */
const DELAY = 200;

/** Keeps a JSON file up to date with something that changes. Written beside and renamed, so never half a file. */
export interface StateFile {
  changed(): void;
  /** Writes what is unwritten; afterwards nothing more is written. */
  close(): Promise<void>;
}

/** The parsed content, or null when there is no such file. Throws on a file that cannot be read or is not JSON. */
export const readStateFile = async (path: string): Promise<unknown> => {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    return parsed;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Error(`the state file ${path} cannot be read; remove it, or start afresh`, { cause: error });
  }
};

/** @param owner whose state it is, for the warning: `Nextcloud` */
export const stateFile = (owner: string, path: string, content: () => unknown): StateFile => {
  let timer: NodeJS.Timeout | undefined;
  let dirty = false;
  let closed = false;
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    if (!dirty) return;
    dirty = false;
    const temporary = `${path}.${process.pid}.tmp`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, JSON.stringify(content()), { mode: 0o600 });
    await rename(temporary, path);
  };
  const flush = (): Promise<void> => (writing = writing.then(write));
  return {
    changed: () => {
      if (closed) return;
      dirty = true;
      timer ??= setTimeout(() => {
        timer = undefined;
        flush().catch((error: unknown) => {
          // The sandbox goes on without its file; stopping reports the failure to whoever stops it.
          dirty = true;
          writing = Promise.resolve();
          process.emitWarning(`the sandbox's ${owner} could not write its state: ${String(error)}`);
        });
      }, DELAY);
    },
    close: async () => {
      clearTimeout(timer);
      closed = true;
      await flush();
    },
  };
};
