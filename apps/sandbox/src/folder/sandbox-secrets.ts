import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SandboxError } from '../sandbox-error.ts';
import { writeWhole } from './write-whole.ts';

const secret = z.string().min(12);
const secretsSchema = z.object({
  /** Administrator of Keycloak's master realm. */
  keycloakAdmin: secret,
  /** The client `passerelle`. */
  keycloakClient: secret,
  /** The client `nextcloud`, with which people log in. */
  nextcloudClient: secret,
  /** The account `admin` of Nextcloud. */
  nextcloudAdmin: secret,
  /** App password of Passerelle's own account. */
  nextcloudApp: secret,
  directoryReader: secret,
  directoryManager: secret,
});
export type SandboxSecrets = z.infer<typeof secretsSchema>;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random text of letters and digits, without preferring any of them. */
function randomText(length: number, randomBytes: (count: number) => Uint8Array): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < LETTERS.length * 4 && text.length < length) text += LETTERS.charAt(byte % LETTERS.length);
    }
  }
  return text;
}

/** This sandbox's own secrets, made at its first start. @throws SandboxError when their file cannot be understood */
export async function secretsIn(file: string, randomBytes: (count: number) => Uint8Array): Promise<SandboxSecrets> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw unreadable(file);
  });
  if (text !== null) return parsed(file, text);
  const made = (length = 32): string => randomText(length, randomBytes);
  const secrets: SandboxSecrets = {
    keycloakAdmin: made(),
    keycloakClient: made(),
    nextcloudClient: made(),
    nextcloudAdmin: made(20),
    // As long as those that Nextcloud makes (facts §1).
    nextcloudApp: made(72),
    directoryReader: made(),
    directoryManager: made(),
  };
  await writeWhole(file, JSON.stringify(secrets));
  return secrets;
}

function parsed(file: string, text: string): SandboxSecrets {
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch {
    throw unreadable(file);
  }
}

// The cause stays out: it would quote the file.
const unreadable = (file: string): SandboxError =>
  new SandboxError(
    'unreadable',
    `${file} n'est pas lisible. Recommencez le bac à sable à neuf (--fresh).`,
    `${file} cannot be read. Begin the sandbox again (--fresh).`,
  );
