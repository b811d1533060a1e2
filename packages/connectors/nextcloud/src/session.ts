import type { ConnectorContext, ConnectorError } from '@passerelle/connector-kit';
import { redactor } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import type { NextcloudConfig } from './config.ts';
import { basicAuthorization, ownersOf, type Owner } from './owners.ts';
import type { EntriesRead } from './tools/collections/read-entries.ts';
import { remembered, type Remembered } from '@passerelle/connector-kit';

/** Everything that the parts of this connector work with. */
export interface Session {
  readonly config: NextcloudConfig;
  readonly context: ConnectorContext;
  /** `Basic …`: never logged. */
  readonly authorization: string;
  readonly redact: (text: string) => string;
  /** Whom calendars and address books can belong to, the connector's own account first. */
  readonly owners: readonly Owner[];
  /** Of `<kind> <owner>`, until when (epoch milliseconds) it is taken to be full. */
  readonly fullUntil: Map<string, number>;
  /** What was in our calendars and address books when they were last read. */
  readonly entriesRead: Map<NativeId, EntriesRead>;
  /** Folded ids of the platform administrators, read at most once a minute. */
  readonly administrators: Remembered<ReadonlySet<string>>;
  /** Whether the app Team folders is there, asked at most every ten minutes. */
  readonly hasTeamFolders: Remembered<boolean>;
  /** The group that the service account enters a team folder with, looked after at most every ten minutes. */
  readonly serviceGroup: Remembered<string>;
}

export const openSession = (config: NextcloudConfig, context: ConnectorContext): Session => {
  const authorization = basicAuthorization(config.credentials);
  const owners = ownersOf(config);
  const secrets = [config.credentials, ...(config.owners ?? [])].map(({ password }) => password);
  const clean = redactor([...secrets, ...owners.map((owner) => owner.authorization.slice('Basic '.length))]);
  return {
    config,
    context,
    authorization,
    redact: (text) => clean(text, 400),
    owners,
    fullUntil: new Map(),
    entriesRead: new Map(),
    administrators: remembered(60_000, context.now),
    hasTeamFolders: remembered(600_000, context.now),
    serviceGroup: remembered(600_000, context.now),
  };
};

/** What stops everything that is still to be sent: the target's trouble, or our own worker's end. */
export const stops = (error: ConnectorError): boolean => error.scope === 'target' || error.code === 'aborted';
