import type { ConnectorContext, ConnectorError } from '@passerelle/connector-kit';
import { redactor } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import type { CategoryLists, Group } from './client/groups.ts';
import type { SiteSettings } from './client/site.ts';
import type { DiscourseConfig } from './config.ts';
import { remembered, type Remembered } from '@passerelle/connector-kit';

/** Everything that the parts of this connector work with. Calls are scarce here: what rarely changes is remembered. */
export interface Session {
  readonly config: DiscourseConfig;
  readonly context: ConnectorContext;
  readonly redact: (text: string) => string;
  /** Scopes of the key; empty: it may do everything that its account may. */
  readonly scopes: Remembered<ReadonlySet<string>>;
  /** When an administrator's route last answered: until then "not found" there may mean "not allowed" (facts §1). Epoch milliseconds. */
  readonly admin: { provenAt: number };
  /** All groups by their number. */
  readonly groups: Remembered<Map<NativeId, Group>>;
  /** What our new groups tell people of categories: known without reading, as far as we have made them since we began. */
  readonly lists: Map<NativeId, CategoryLists>;
  /** Accounts of staff, as last read. */
  readonly staff: Remembered<ReadonlySet<NativeId>>;
  /** Null: the key may not read them. */
  readonly settings: Remembered<SiteSettings | null>;
  /** Set when `sync_sso` answered that DiscourseConnect is off. */
  readonly connectOff: Remembered<boolean>;
  /** When each container was last read to its end: a rationed reading begins with what is oldest. */
  readonly lastRead: Map<string, number>;
}

const minute = 60_000;

export const openSession = (config: DiscourseConfig, context: ConnectorContext): Session => {
  const clean = redactor([config.credentials.key, ...(config.connect === undefined ? [] : [config.connect.secret])]);
  const kept = <T>(minutes: number): Remembered<T> => remembered<T>(minutes * minute, context.now);
  return {
    config,
    context,
    redact: (text) => clean(text, 400),
    scopes: kept(10),
    admin: { provenAt: Number.NEGATIVE_INFINITY },
    groups: kept(10),
    lists: new Map(),
    staff: kept(10),
    settings: kept(10),
    connectOff: kept(10),
    lastRead: new Map(),
  };
};

/** What stops everything that is still to be sent: the target's trouble, our own worker's end, or a ration that is used up. */
export const stops = ({ scope, code }: ConnectorError): boolean =>
  scope === 'target' || code === 'aborted' || code === 'rationed';
