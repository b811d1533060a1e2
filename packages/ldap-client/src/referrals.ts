import { ConnectorError } from '@passerelle/connector-kit';
import type { Page } from './session.ts';

/** A search from a domain's root is always told about these partitions of Active Directory; they hold no people. */
export const referralsOfActiveDirectory: readonly RegExp[] = [
  /\/DC=DomainDnsZones,/i,
  /\/DC=ForestDnsZones,/i,
  /\/CN=Configuration,/i,
];

/** A referral is a part of the tree that was not read. @throws ConnectorError */
export function refuseReferrals({ referrals }: Page, harmless: readonly RegExp[], request: string): void {
  const unread = referrals.find((url) => !harmless.some((pattern) => pattern.test(url)));
  if (unread === undefined) return;
  throw new ConnectorError({
    code: 'unexpected-answer',
    retry: 'never',
    scope: 'target',
    request,
    detail: `a part of the tree is on another server (referral to ${unread.slice(0, 200)})`,
    status: 10,
  });
}
