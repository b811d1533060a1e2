import type { Message } from '@passerelle/model';

/** One answer of `doctor`: what was looked at, how it is, and what to do about it. */
export interface Check {
  /** Stable: `nextcloud.version`, `keycloak.rights.manage-users`. */
  readonly id: string;
  readonly state: 'ok' | 'warning' | 'problem' | 'unknown';
  readonly found: Message;
  /** What the reader can do, in their platform's words; null when all is well. */
  readonly remedy: Message | null;
}
