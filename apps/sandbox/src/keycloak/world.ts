import type { DirectoryPort } from './federation/directory-port.ts';
import type { TokenKeys } from './oidc/token-keys.ts';
import type { MailState } from './state/realm-state.ts';
import type { Realm } from './state/realm.ts';

/** Everything that handlers act on. One per running stand-in. */
export interface World {
  /** Base address, without a slash at the end. */
  readonly url: string;
  readonly realms: Map<string, Realm>;
  readonly keys: TokenKeys;
  readonly outbox: MailState[];
  readonly directory: DirectoryPort | undefined;
  readonly now: () => number;
  readonly newId: () => string;
  /** Waits as long as the measured server does; does nothing unless the stand-in was started with `latency: 'recorded'`. */
  readonly takeTime: (milliseconds: number) => Promise<void>;
  /** Called after every change of the state. */
  readonly touch: () => void;
}
