import { access, constants, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';

/** Linux's folder in memory, as POSIX shared memory uses it. */
const inMemory = '/dev/shm';
/** Bytes that a run of all tests has never come near to. */
const enough = 4 * 1024 ** 3;

/**
 * Where the databases of a test run are put: in memory where there is room, else the system's temporary folder. Thousands of databases are made and
 * dropped by the fault sweeps, a thousand files each: on a disk most of the time went into those.
 */
export async function testFolder(): Promise<string> {
  try {
    await access(inMemory, constants.W_OK);
    const { bavail, bsize } = await statfs(inMemory);
    if (bavail * bsize >= enough) return inMemory;
  } catch {
    // Not there on this system.
  }
  return tmpdir();
}
