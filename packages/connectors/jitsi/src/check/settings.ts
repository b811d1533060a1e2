import type { Check } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';
import { signingKeyAt } from '../token/key-ring.ts';
import { leastSecretBytes } from '../token/shared-secret.ts';
import { finding, ok } from './findings.ts';

/** What can be judged without asking anybody: the key, the lifetime, the address. */
export function* checkSettings({ config, settings, signing, context }: Session): Generator<Check> {
  if (config.url.startsWith('https:')) yield ok('https', 'https.ok');
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
