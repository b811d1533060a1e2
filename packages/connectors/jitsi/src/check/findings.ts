import type { Check } from '@passerelle/connector-kit';
import { message, type Message } from '@passerelle/model';

type Params = Message['params'];

export const ok = (id: string, code: string, params: Params = {}): Check => ({
  id: `jitsi.${id}`,
  state: 'ok',
  found: message(`jitsi.${code}`, params),
  remedy: null,
});

/** `code` says what was found, `code.remedy` what to do about it. */
export const finding = (
  id: string,
  state: 'warning' | 'problem' | 'unknown',
  code: string,
  params: Params = {},
): Check => ({
  id: `jitsi.${id}`,
  state,
  found: message(`jitsi.${code}`, params),
  remedy: message(`jitsi.${code}.remedy`, params),
});
