import { startDiscourse, startJitsi, startMailman, startNextcloud } from '@passerelle/sandbox';
import type { DiscourseStandIn, JitsiStandIn, MailmanStandIn, NextcloudStandIn } from '@passerelle/sandbox';

export const administrator = { login: 'administrator', password: 'correct horse battery staple 1A!' } as const;
export const service = { user: 'passerelle', password: 'p'.repeat(72) } as const;
export const forumKey = 'e'.repeat(64);
export const forumSecret = 'a secret of the forum';
export const careGroup = 'passerelle';
export const mailDomain = 'lists.example.org';
export const mailCredentials = { user: 'restadmin', password: 'a password of the lists' } as const;
export const tokenSecret = 'a shared secret of more than 32 bytes';
export const tokenIssuer = 'passerelle';

export interface StandIns {
  readonly cloud: NextcloudStandIn;
  readonly forum: DiscourseStandIn;
  readonly lists: MailmanStandIn;
  readonly meet: JitsiStandIn;
  stop(): Promise<void>;
}

/** Set up as the documentation for administrators asks for it; without the rations, which only take time here. */
export async function startStandIns(): Promise<StandIns> {
  const [cloud, forum, lists, meet] = await Promise.all([
    startNextcloud({
      admin: administrator,
      serviceAccount: { login: service.user, appPassword: service.password, rights: 'admin' },
    }),
    startDiscourse({
      admin: { username: 'chief', email: 'chief@example.org' },
      apiKeys: [{ key: forumKey }],
      settings: {
        enableDiscourseConnect: true,
        discourseConnectUrl: 'http://passerelle.invalid/forum',
        discourseConnectSecret: forumSecret,
        enableCategoryGroupModeration: true,
      },
      limits: { adminApiPerMinute: 100_000, perAddress: false },
    }),
    startMailman({ credentials: mailCredentials, domains: [mailDomain], lmtp: false }),
    startJitsi({ key: { with: 'secret', secret: tokenSecret }, issuers: [tokenIssuer] }),
  ]);
  cloud.settings.allowListed = true;
  return {
    cloud,
    forum,
    lists,
    meet,
    async stop() {
      await Promise.all([cloud, forum, lists, meet].map((each) => each.stop()));
    },
  };
}
