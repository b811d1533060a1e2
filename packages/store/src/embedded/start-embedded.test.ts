import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbedded } from './start-embedded.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerelle-embedded-'));
  await chmod(folder, 0o711);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Another Passerelle, as a process that can be killed. It says its URL and stays. */
async function startElsewhere(): Promise<{ url: string; kill(): Promise<void> }> {
  const module = new URL('./start-embedded.ts', import.meta.url).href;
  const script = `const { startEmbedded } = await import(${JSON.stringify(module)});
    console.log((await startEmbedded({ folder: process.argv[1] })).url); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: line.toString().trim(),
    kill: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const postmaster = (data: string): number => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);

describe('the embedded PostgreSQL', () => {
  it('keeps what was written from one start to the next, and its password to itself', async () => {
    const first = await startEmbedded({ folder });
    await query(first.url, 'create table kept as select 1 as n');
    await first.stop();
    const second = await startEmbedded({ folder });
    try {
      expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
      expect(await query(second.url, `select lower('ÉŁÖ') as folded, 'é' > 'z' as by_code`)).toEqual([
        { folded: 'éłö', by_code: true },
      ]);
      expect((await stat(join(folder, 'password'))).mode & 0o077).toBe(0);
      await expect(query(second.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password');
    } finally {
      await second.stop();
    }
  });

  it('is not left behind by a Passerelle that was killed, and starts again', async () => {
    const elsewhere = await startElsewhere();
    await query(elsewhere.url, 'create table kept as select 1 as n');
    await elsewhere.kill();
    const again = await startEmbedded({ folder });
    expect(await query(again.url, 'select n from kept')).toEqual([{ n: 1 }]);
    await again.stop();
  });

  it('recovers when the server itself was killed', async () => {
    const first = await startEmbedded({ folder });
    await query(first.url, 'create table kept as select 1 as n');
    process.kill(postmaster(first.data), 'SIGKILL');
    const again = await startEmbedded({ folder });
    expect(await query(again.url, 'select n from kept')).toEqual([{ n: 1 }]);
    await again.stop();
    await first.stop();
  });

  it('starts when postmaster.pid names a process that is something else by now', async () => {
    const first = await startEmbedded({ folder });
    const pidFile = join(first.data, 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    await first.stop();
    await writeFile(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));
    const again = await startEmbedded({ folder });
    await again.stop();
  });

  it('is not taken from a Passerelle that uses it', async () => {
    const first = await startEmbedded({ folder });
    try {
      await expect(startEmbedded({ folder })).rejects.toMatchObject({ code: 'in-use' });
      expect(await query(first.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    } finally {
      await first.stop();
    }
  });
});
