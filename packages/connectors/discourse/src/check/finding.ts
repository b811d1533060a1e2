import type { Check, ConnectorError } from '@passerelle/connector-kit';
import { message, type Message } from '@passerelle/model';

export const ok = (id: string, code: string, params: Message['params'] = {}): Check => ({
  id: `discourse.${id}`,
  state: 'ok',
  found: message(`discourse.${code}`, params),
  remedy: null,
});
export const finding = (
  id: string,
  state: 'warning' | 'problem' | 'unknown',
  codes: readonly [found: string, remedy: string],
  params: Message['params'] = {},
): Check => ({
  id: `discourse.${id}`,
  state,
  found: message(`discourse.${codes[0]}`, params),
  remedy: message(`discourse.${codes[1]}`, params),
});
export const why = ({ code, detail }: ConnectorError): string => (detail === '' ? code : `${code}, ${detail}`);
