import type { Change, GrantChange } from '@passerelle/model';
import { ConnectorError } from './error.ts';

/**
 * For a connector whose platform has groups: a grant as it gets them, which is to groups only.
 * @throws ConnectorError `rejected` for a grant to a person, which no plan makes for such a platform
 */
export function groupGrant(platform: string, change: Extract<Change, { readonly kind: 'grant' }>): GrantChange {
  if (change.verb === 'change') return change;
  const detail = 'grants go to groups on this platform, not to people';
  const request = `${platform}: ${change.verb} grant`;
  throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
}
