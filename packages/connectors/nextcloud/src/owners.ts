import type { NextcloudConfig } from './config.ts';

/** A service account that calendars and address books can belong to. */
export interface Owner {
  readonly user: string;
  /** `Basic …`: never logged. */
  readonly authorization: string;
}

export const basicAuthorization = ({ user, password }: NextcloudConfig['credentials']): string =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;

/** The connector's own account first, then those that the settings name for when it is full. */
export const ownersOf = ({ credentials, owners = [] }: NextcloudConfig): readonly Owner[] =>
  [credentials, ...owners].map((each) => ({ user: each.user, authorization: basicAuthorization(each) }));
