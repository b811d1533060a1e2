import type { Check, ConnectorError } from '@passerelle/connector-kit';
import { message, type Message } from '@passerelle/model';

export const ok = (id: string, code: string, params: Message['params'] = {}): Check => ({
  id: `mailman.${id}`,
  state: 'ok',
  found: message(`mailman.${code}`, params),
  remedy: null,
});
export const finding = (
  id: string,
  state: 'warning' | 'problem' | 'unknown',
  codes: readonly [found: string, remedy: string],
  params: Message['params'] = {},
): Check => ({
  id: `mailman.${id}`,
  state,
  found: message(`mailman.${codes[0]}`, params),
  remedy: message(`mailman.${codes[1]}`, params),
});
export const why = ({ code, detail }: ConnectorError): string => (detail === '' ? code : `${code}, ${detail}`);
