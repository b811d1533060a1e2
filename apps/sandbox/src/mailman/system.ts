import { noSuchPath, notFound, okay, type JsonObject } from './transport/answer.ts';
import type { Call, Endpoint } from './transport/endpoint.ts';

const queues = [
  'archive',
  'bad',
  'bounces',
  'command',
  'digest',
  'in',
  'nntp',
  'out',
  'pipeline',
  'retry',
  'shunt',
  'virgin',
];

/** Sections of mailman.cfg that the REST interface reads back; every value is text there. */
const section = ({ platform }: Call, name: string): JsonObject | undefined => {
  const { options } = platform;
  const all: Record<string, JsonObject> = {
    mailman: { site_owner: options.siteOwner ?? 'changeme@example.com', default_language: 'en', layout: 'debian' },
    mta: {
      incoming: options.incoming ?? 'mailman.mta.postfix.LMTP',
      outgoing: 'mailman.mta.deliver.deliver',
      smtp_host: '127.0.0.1',
      smtp_port: '25',
      lmtp_host: '127.0.0.1',
      lmtp_port: String(platform.lmtpPort()),
    },
    'archiver.prototype': { class: 'mailman.archiving.prototype.Prototype', enable: 'no' },
    'language.en': { description: 'English (USA)', charset: 'us-ascii', enabled: 'yes' },
    'language.fr': { description: 'Français', charset: 'utf-8', enabled: 'yes' },
  };
  return all[name];
};

export const systemEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    pattern: '/system/versions',
    handle: (call) =>
      okay({
        mailman_version: 'GNU Mailman 3.3.8 (Tom Sawyer)',
        python_version: '3.11.2',
        api_version: '3.1',
        self_link: call.linkTo('system/versions'),
      }),
  },
  {
    method: 'GET',
    pattern: '/system/configuration',
    handle: (call) =>
      okay({
        sections: ['archiver.prototype', 'language.en', 'language.fr', 'mailman', 'mta'],
        self_link: call.linkTo('system/configuration'),
      }),
  },
  {
    method: 'GET',
    pattern: '/system/configuration/:section',
    handle(call) {
      const name = call.path('section');
      const found = section(call, name);
      if (found === undefined) throw notFound();
      return okay({ ...found, self_link: call.linkTo(`system/configuration/${name}`) });
    },
  },
  {
    method: 'GET',
    pattern: '/queues',
    handle: (call) =>
      okay({
        start: 0,
        total_size: queues.length,
        entries: queues.map((name) => ({
          name,
          directory: `/var/lib/mailman3/queue/${name}`,
          count: 0,
          files: [],
          self_link: call.linkTo(`queues/${name}`),
        })),
        self_link: call.linkTo('queues'),
      }),
  },
  {
    method: 'GET',
    pattern: '/lists/:list/templates',
    handle() {
      throw noSuchPath();
    },
  },
];
