import { silent } from '@passerelle/connector-kit';
import { expect, test } from 'vitest';
import { configSchema } from '../config.ts';
import { openSession } from '../session.ts';
import { checkSettings } from './settings.ts';

test.each([
  ['https://meet.example.org', 'ok', 'jitsi.https.ok'],
  ['http://127.0.0.1:8443', 'ok', 'jitsi.https.loopback'],
  ['http://meet.example.org', 'problem', 'jitsi.https.plain'],
  ['http://127.0.0.1.example.org', 'problem', 'jitsi.https.plain'],
])('%s is %s: tokens must not cross a network in the open', (url, state, code) => {
  const signing = { with: 'secret', secret: 'a shared secret of more than 32 bytes' } as const;
  const config = configSchema.parse({ url, issuer: 'passerelle', signing });
  const http = { send: () => Promise.reject(new Error('nothing is sent')), close: () => Promise.resolve() };
  const random = (bytes: number): Buffer => Buffer.alloc(bytes);
  const session = openSession(config, { name: 'jitsi', http, logger: silent, now: () => 0, random });
  const found = [...checkSettings(session)].find(({ id }) => id === 'jitsi.https');
  expect([found?.state, found?.found.code]).toEqual([state, code]);
});
