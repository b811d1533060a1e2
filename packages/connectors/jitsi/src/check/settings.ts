import type { Check } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';
import { signingKeyAt } from '../token/key-ring.ts';
import { leastSecretBytes } from '../token/shared-secret.ts';
import { finding, ok } from './findings.ts';

/** Nothing leaves the machine there, and browsers open camera and microphone (W3C Secure Contexts, 3.1). */
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What can be judged without asking anybody: the key, the lifetime, the address. */
export function* checkSettings({ config, settings, signing, context }: Session): Generator<Check> {
  const { protocol, hostname } = new URL(config.url);
  if (protocol === 'https:') yield ok('https', 'https.ok');
  else if (loopback.has(hostname)) yield ok('https', 'https.loopback');
  else yield finding('https', 'problem', 'https.plain');
  if (signing.with === 'keys') {
    const { bits, kid } = signingKeyAt(signing.ring, context.now());
    yield ok('key', 'key.rsa', { bits, kid });
    if (config.signing.with === 'keys') {
      const { readBy } = config.signing;
      if (readBy === 'cache_keys_url') yield finding('keys-read', 'warning', 'keysRead.cache');
      else yield ok('keys-read', 'keysRead.server');
    }
  } else if (signing.secret.length < leastSecretBytes) {
    yield finding('key', 'problem', 'key.short', { bytes: signing.secret.length, least: leastSecretBytes });
  } else yield ok('key', 'key.secret', { bytes: signing.secret.length });
  if (settings.lifetime > 300) yield finding('lifetime', 'warning', 'lifetime.long', { seconds: settings.lifetime });
  else yield ok('lifetime', 'lifetime.ok', { seconds: settings.lifetime });
}
