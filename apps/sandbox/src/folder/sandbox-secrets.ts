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
  /** The client `passerelle-web`, with which people log in to Passerelle itself. */
  webClient: secret,
  /** The account `admin` of Nextcloud. */
  nextcloudAdmin: secret,
  /** App password of Passerelle's own account. */
  nextcloudApp: secret,
  /** Passerelle's API key of Discourse. */
  discourseKey: secret,
  /** What Discourse and whoever logs people in to it share. */
  discourseConnect: secret,
  /** `app_secret` of Jitsi's Prosody. */
  jitsi: secret,
  /** `admin_pass` of Mailman's REST interface. */
  mailman: secret,
  directoryReader: secret,
  directoryManager: secret,
  /** Of the account that may write the branch of the communities' groups. */
  directoryWriter: secret,
});
const keptSchema = secretsSchema.partial();
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

/** This sandbox's own secrets, each made at the first start that needs it. @throws SandboxError when their file cannot be understood */
export async function secretsIn(file: string, randomBytes: (count: number) => Uint8Array): Promise<SandboxSecrets> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw unreadable(file);
  });
  const kept = text === null ? {} : parsed(file, text);
  const made = (length = 32): string => randomText(length, randomBytes);
  const fresh: SandboxSecrets = {
    keycloakAdmin: made(),
    keycloakClient: made(),
    nextcloudClient: made(),
    webClient: made(),
    nextcloudAdmin: made(20),
    // As long as those that Nextcloud makes (facts §1).
    nextcloudApp: made(72),
    discourseKey: made(64),
    discourseConnect: made(),
    jitsi: made(),
    mailman: made(),
    directoryReader: made(),
    directoryManager: made(),
    directoryWriter: made(),
  };
  const secrets = secretsSchema.parse({ ...fresh, ...kept });
  if (Object.keys(kept).length < Object.keys(secrets).length) await writeWhole(file, JSON.stringify(secrets));
  return secrets;
}

/** Those that are there: a sandbox of an earlier version has fewer. */
function parsed(file: string, text: string): z.infer<typeof keptSchema> {
  try {
    return keptSchema.parse(JSON.parse(text));
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
