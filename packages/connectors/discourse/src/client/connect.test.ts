import { createHmac } from 'node:crypto';
import { personId } from '@passerelle/model';
import { expect, test } from 'vitest';
import { signedPayload } from './connect.ts';

const secret = 'a secret of the forum';
const person = personId('0b8f2a52-0d4e-4b6d-9d0e-1c2a3b4c5d6e');

test.each(['Zoé Œuvrard', 'a~b>c?>>>~~~', 'ÿþý ~>~>', 'x'])(
  'a forum can read the payload back, whatever the name: %s',
  (name) => {
    const payload = { external_id: person, email: 'zoe+forum@example.org', name, require_activation: true } as const;
    const { sso, sig } = signedPayload(secret, payload);
    // Discourse parses it as a query once more, where a plus is a space.
    expect(sso).not.toContain('+');
    expect(sig).toBe(createHmac('sha256', secret).update(sso).digest('hex'));
    const read = new URLSearchParams(Buffer.from(sso, 'base64').toString('utf8'));
    expect(read.get('name')).toBe(name);
    expect(read.get('email')).toBe('zoe+forum@example.org');
    expect(read.get('require_activation')).toBe('true');
    expect(read.get('suppress_welcome_message')).toBe('true');
    expect([read.get('admin'), read.get('moderator'), read.get('groups')]).toEqual([null, null, null]);
  },
);
