import type { ConnectorContext, ConnectorError } from '@passerelle/connector-kit';
import { redactor, remembered, type Remembered } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import type { MailmanConfig } from './config.ts';

/** Everything that the parts of this connector work with. */
export interface Session {
  readonly config: MailmanConfig;
  readonly context: ConnectorContext;
  readonly redact: (text: string) => string;
  /** Users who administer the whole server. */
  readonly owners: Remembered<ReadonlySet<NativeId>>;
  /** Whether our hidden list is there, and ours. */
  readonly care: Remembered<boolean>;
}

const minute = 60_000;

export const openSession = (config: MailmanConfig, context: ConnectorContext): Session => {
  const clean = redactor([config.credentials.password]);
  return {
    config,
    context,
    redact: (text) => clean(text, 400),
    owners: remembered(10 * minute, context.now),
    care: remembered(10 * minute, context.now),
  };
};

/** Id of our hidden list. */
export const careId = ({ config }: Session): NativeId => `${config.careList}.${config.domain}`;

/** What stops everything that is still to be sent: the target's trouble, our own worker's end, or a ration that is used up. */
export const stops = ({ scope, code }: ConnectorError): boolean =>
  scope === 'target' || code === 'aborted' || code === 'rationed';
