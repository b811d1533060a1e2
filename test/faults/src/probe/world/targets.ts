import { createHttpClient, type HttpClient } from '@passerelle/connector-kit';
import { nextcloud, type NextcloudConfig } from '@passerelle/connector-nextcloud';
import type { TargetSetup } from '@passerelle/engine';
import { targetId } from '@passerelle/model';
import {
  discourse,
  discourseConfig,
  type DiscourseConfig,
} from '../../../../../packages/connectors/discourse/src/index.ts';
import { jitsi, type JitsiConfig } from '../../../../../packages/connectors/jitsi/src/index.ts';
import { mailman, mailmanConfig, type MailmanConfig } from '../../../../../packages/connectors/mailman/src/index.ts';
import {
  careGroup,
  forumKey,
  forumSecret,
  mailCredentials,
  mailDomain,
  service,
  tokenIssuer,
  tokenSecret,
  type StandIns,
} from './stand-ins.ts';

export const cloud = targetId('cloud');
export const forum = targetId('forum');
export const lists = targetId('lists');
export const meet = targetId('meet');

export interface Targets {
  readonly cloud: TargetSetup<NextcloudConfig>;
  readonly forum: TargetSetup<DiscourseConfig>;
  readonly lists: TargetSetup<MailmanConfig>;
  readonly meet: TargetSetup<JitsiConfig>;
}

/** The real connectors, as a configuration file would set them up. */
export function targetsOf(servers: StandIns): { readonly targets: Targets; readonly clients: readonly HttpClient[] } {
  const clients = [0, 1, 2, 3].map(() => createHttpClient());
  const [ofCloud, ofForum, ofLists, ofMeet] = clients;
  if (!ofCloud || !ofForum || !ofLists || !ofMeet) throw new Error('a client is missing');
  const cloudConfig: NextcloudConfig = {
    url: servers.cloud.url,
    credentials: service,
    accounts: { mode: 'create' },
    language: 'initial',
    teamFolders: 'auto',
    protectedAccounts: [],
    rateLimitLifted: true,
    perOwner: { calendars: 'unlimited', addressBooks: 'unlimited' },
    creation: { polls: 'restricted', forms: 'restricted' },
  };
  return {
    clients,
    targets: {
      cloud: { id: cloud, connector: nextcloud, config: cloudConfig, http: ofCloud },
      forum: {
        id: forum,
        connector: discourse,
        config: discourseConfig.parse({
          url: servers.forum.url,
          credentials: { key: forumKey },
          connect: { secret: forumSecret },
          callsPerMinute: 100_000,
          careGroup,
        }),
        http: ofForum,
      },
      lists: {
        id: lists,
        connector: mailman,
        config: mailmanConfig.parse({ url: servers.lists.url, credentials: mailCredentials, domain: mailDomain }),
        http: ofLists,
      },
      meet: {
        id: meet,
        connector: jitsi,
        config: jitsi.manifest.config.parse({
          url: servers.meet.url,
          domain: servers.meet.domain,
          rooms: `muc.${servers.meet.domain}`,
          issuer: tokenIssuer,
          signing: { with: 'secret', secret: tokenSecret },
          bosh: servers.meet.boshUrl,
        }),
        http: ofMeet,
      },
    },
  };
}
