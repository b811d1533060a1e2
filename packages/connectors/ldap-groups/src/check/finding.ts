import type { Check } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';

type Params = Readonly<Record<string, string | number>>;

export const fine = (id: string, code: string, params: Params = {}): Check => ({
  id,
  state: 'ok',
  found: message(code, params),
  remedy: null,
});
/** Its remedy's text is found under the same code with `.remedy` behind it. */
export const finding = (
  id: string,
  state: 'warning' | 'problem' | 'unknown',
  code: string,
  params: Params = {},
): Check => ({ id, state, found: message(code, params), remedy: message(`${code}.remedy`, params) });
