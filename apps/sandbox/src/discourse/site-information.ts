import { VERSION } from './platform.ts';
import { json, type Answer } from './transport/answer.ts';
import type { Call, Endpoint } from './transport/endpoint.ts';

/** What is public about a site, also where one must log in to read it. */
const basicInfo = (call: Call): Answer =>
  json({
    logo_url: `http://${call.headers.host}/images/discourse-logo-sketch.png`,
    logo_small_url: `http://${call.headers.host}/images/discourse-logo-sketch-small.png`,
    apple_touch_icon_url: `http://${call.headers.host}/images/discourse-logo-sketch-small.png`,
    favicon_url: `http://${call.headers.host}/images/discourse-logo-sketch-small.png`,
    title: call.platform.settings.title,
    description: '',
    header_primary_color: '333333',
    header_background_color: 'ffffff',
    login_required: call.platform.settings.loginRequired,
    locale: 'fr',
    include_in_discourse_discover: false,
    mobile_logo_url: `http://${call.headers.host}/images/discourse-logo-sketch.png`,
  });

/** What the site says of itself. */
const about = (call: Call): Answer => {
  const people = [...call.platform.state.users.values()];
  return json({
    users: [],
    categories: [],
    about: {
      title: call.platform.settings.title,
      description: '',
      locale: 'fr',
      version: VERSION,
      https: false,
      can_see_about_stats: true,
      stats: { users_count: people.filter(({ id }) => id > 0).length, topics_count: call.platform.state.topics.size },
      moderator_ids: people.filter(({ id, moderator }) => id > 0 && moderator).map(({ id }) => id),
      admin_ids: people.filter(({ id, admin }) => id > 0 && admin).map(({ id }) => id),
    },
  });
};

const REAL_NAMES = {
  title: 'title',
  enableDiscourseConnect: 'enable_discourse_connect',
  discourseConnectUrl: 'discourse_connect_url',
  discourseConnectOverridesGroups: 'discourse_connect_overrides_groups',
  discourseConnectCsrfProtection: 'discourse_connect_csrf_protection',
  discourseConnectNotApprovedUrl: 'discourse_connect_not_approved_url',
  authOverridesEmail: 'auth_overrides_email',
  authOverridesUsername: 'auth_overrides_username',
  authOverridesName: 'auth_overrides_name',
  emailEditable: 'email_editable',
  hideEmailAddressTaken: 'hide_email_address_taken',
  mustApproveUsers: 'must_approve_users',
  maxUsernameLength: 'max_username_length',
  enableCategoryGroupModeration: 'enable_category_group_moderation',
  allowUncategorizedTopics: 'allow_uncategorized_topics',
  purgeUnactivatedUsersGracePeriodDays: 'purge_unactivated_users_grace_period_days',
  loginRequired: 'login_required',
  logoutRedirect: 'logout_redirect',
  dataExplorerEnabled: 'data_explorer_enabled',
} as const;

/** The settings that this server knows, as administrators read them; a secret is never among them. */
const siteSettings = (call: Call): Answer => {
  const wanted = call.params.list('names');
  return json({
    site_settings: Object.entries(REAL_NAMES)
      .map(([key, setting]) => ({ setting, value: valueOf(call, key) }))
      .filter(({ setting }) => wanted.length === 0 || wanted.includes(setting)),
  });
};

const valueOf = (call: Call, key: string): string => {
  const value: unknown = Reflect.get(call.platform.settings, key);
  return String(value);
};

export const siteEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/about', action: 'about#index', handle: about },
  { method: 'GET', pattern: '/site/basic-info', action: 'site#basic_info', page: true, handle: basicInfo },
  {
    method: 'GET',
    pattern: '/srv/status',
    action: 'forums#status',
    page: true,
    handle: () => ({ status: 200, type: 'text/plain; charset=utf-8', text: 'ok' }),
  },
  {
    method: 'GET',
    pattern: '/admin/site_settings',
    action: 'admin/site_settings#index',
    for: 'admin',
    handle: siteSettings,
  },
];
