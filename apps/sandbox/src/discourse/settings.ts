/** Site settings that change how the server answers; all of them can be changed while it runs. */
export interface SiteSettings {
  title: string;
  enableDiscourseConnect: boolean;
  /** Without a slash at the end. */
  discourseConnectUrl: string;
  discourseConnectSecret: string;
  discourseConnectOverridesGroups: boolean;
  discourseConnectCsrfProtection: boolean;
  discourseConnectNotApprovedUrl: string;
  authOverridesEmail: boolean;
  authOverridesUsername: boolean;
  authOverridesName: boolean;
  emailEditable: boolean;
  hideEmailAddressTaken: boolean;
  mustApproveUsers: boolean;
  maxUsernameLength: number;
  enableCategoryGroupModeration: boolean;
  allowUncategorizedTopics: boolean;
  /** Accounts that were never activated, and have written nothing, are removed after so many days; 0 keeps them. */
  purgeUnactivatedUsersGracePeriodDays: number;
  loginRequired: boolean;
  /** Where a browser is sent after logging out; empty for the front page. */
  logoutRedirect: string;
  /** The Data Explorer plugin is on. */
  dataExplorerEnabled: boolean;
}

/** Limits that are not site settings but the server's environment (facts §1). */
export interface ServerLimits {
  /** `DISCOURSE_MAX_ADMIN_API_REQS_PER_MINUTE`, over all keys. */
  adminApiPerMinute: number;
  /** Limit calls per address too. Off by default as private addresses are exempt on a real server. */
  perAddress: boolean;
  /** Read-only mode: every write is answered 503. */
  readOnly: boolean;
}

/** What a new site has, except DiscourseConnect, which needs its address and secret. */
export const DEFAULT_SETTINGS: SiteSettings = {
  title: 'Discourse',
  enableDiscourseConnect: false,
  discourseConnectUrl: '',
  discourseConnectSecret: '',
  discourseConnectOverridesGroups: false,
  discourseConnectCsrfProtection: true,
  discourseConnectNotApprovedUrl: '',
  authOverridesEmail: false,
  authOverridesUsername: false,
  authOverridesName: false,
  emailEditable: true,
  hideEmailAddressTaken: false,
  mustApproveUsers: false,
  maxUsernameLength: 20,
  enableCategoryGroupModeration: false,
  allowUncategorizedTopics: false,
  purgeUnactivatedUsersGracePeriodDays: 14,
  loginRequired: false,
  logoutRedirect: '',
  dataExplorerEnabled: true,
};

export const DEFAULT_LIMITS: ServerLimits = { adminApiPerMinute: 60, perAddress: false, readOnly: false };
