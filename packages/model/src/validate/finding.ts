import { message, type Message } from '../message.ts';

/** Something wrong, or worth knowing, in what was given to validate. An error must be mended before anything is applied; a warning must only be read. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly message: Message;
  /** Where: keys and, in lists, positions: `['communities', 'icane', 'access', 'role:expert', 'files']`, `['memberships', 12, 'until']`. */
  readonly path: readonly (string | number)[];
}

type Params = Message['params'];
export const error = (path: Finding['path'], code: string, params: Params = {}): Finding => ({
  severity: 'error',
  message: message(code, params),
  path,
});
export const warning = (path: Finding['path'], code: string, params: Params = {}): Finding => ({
  severity: 'warning',
  message: message(code, params),
  path,
});
