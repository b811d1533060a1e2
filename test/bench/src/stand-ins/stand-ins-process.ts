// The platforms as a process of their own: what they cost is not counted as ours, and the way between is a real one.
import { accountsQuery, categoriesQuery } from '@passerelle/connector-discourse';
import { startDiscourse, startKeycloak, startNextcloud } from '@passerelle/sandbox';
import { prepareRealm } from '../../../faults/src/world/realm.ts';
import { obey } from '../child.ts';
import { fillStandIns } from '../world/fill-stand-ins.ts';
import { explorer } from '../world/settings.ts';
import { credentials } from './credentials.ts';
import { platformNames } from './latencies.ts';
import type { Answer, Look, Order } from './orders.ts';
import { watchOf } from './watch.ts';

const clock = (): number => performance.now();
const watches = {
  keycloak: watchOf('keycloak', clock),
  nextcloud: watchOf('nextcloud', clock),
  discourse: watchOf('discourse', clock),
};

async function start({ faster = 1, rationed = false }: Extract<Order, { do: 'start' }>) {
  for (const name of platformNames) watches[name].faster = faster;
  const began = Date.now();
  const keycloak = await startKeycloak({ middleware: watches.keycloak.middleware });
  await prepareRealm(keycloak);
  const { user, password } = credentials.nextcloud;
  const nextcloud = await startNextcloud({
    admin: { login: 'administrator', password: 'correct horse battery staple 1A!' },
    serviceAccount: { login: user, appPassword: password, rights: 'delegated' },
    middleware: watches.nextcloud.middleware,
  });
  nextcloud.settings.allowListed = true;
  const { key, connectSecret } = credentials.discourse;
  const discourse = await startDiscourse({
    admin: { username: 'chief', email: 'chief@example.org' },
    apiKeys: [{ key }],
    settings: {
      enableDiscourseConnect: true,
      discourseConnectUrl: 'http://passerelle.invalid/forum',
      discourseConnectSecret: connectSecret,
      enableCategoryGroupModeration: true,
    },
    // Where what is measured is what a reading costs, it does not ration: that it keeps to sixty calls a minute, other tests say.
    ...(rationed ? {} : { limits: { adminApiPerMinute: 1_000_000 } }),
    // Its minutes pass as fast as its service.
    now: () => began + (Date.now() - began) * faster,
    middleware: watches.discourse.middleware,
  });
  const { queries } = discourse.state;
  queries.set(explorer.accounts, { id: explorer.accounts, name: 'accounts', sql: accountsQuery });
  queries.set(explorer.categories, { id: explorer.categories, name: 'categories', sql: categoriesQuery });
  return { keycloak, nextcloud, discourse };
}

type Platforms = Awaited<ReturnType<typeof start>>;
let platforms: Platforms | undefined;
let written = { keycloak: 0, nextcloud: 0, discourse: 0 };

const writesOf = ({ keycloak, nextcloud, discourse }: Platforms) => ({
  keycloak: keycloak.writes,
  nextcloud: nextcloud.log.writeCount(),
  discourse: discourse.log.writeCount(),
});

function look(now: Platforms): Look {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const writes = writesOf(now);
  return {
    calls: {
      keycloak: watches.keycloak.calls,
      nextcloud: watches.nextcloud.calls,
      discourse: watches.discourse.calls,
    },
    writes: {
      keycloak: writes.keycloak - written.keycloak,
      nextcloud: writes.nextcloud - written.nextcloud,
      // A run of a saved query is sent as a POST and changes nothing.
      discourse:
        writes.discourse - written.discourse - watches.discourse.calls.filter(({ path }) => isQuery(path)).length,
    },
    cpu: (userCPUTime + systemCPUTime) / 1e6,
  };
}

const isQuery = (path: string): boolean =>
  /^\/admin\/plugins\/(discourse-data-)?explorer\/queries\/\d+\/run/.test(path);

obey(
  async (order): Promise<Answer> => {
    const asked = order as Order;
    if (asked.do === 'start') {
      platforms = await start(asked);
      written = writesOf(platforms);
      for (const name of platformNames) watches[name].calls = [];
      const { keycloak, nextcloud, discourse } = platforms;
      return {
        said: 'ready',
        addresses: { keycloak: keycloak.url, nextcloud: nextcloud.url, discourse: discourse.url },
      };
    }
    if (platforms === undefined) throw new Error('they have not been started');
    switch (asked.do) {
      case 'fill':
        fillStandIns(platforms, asked.contents);
        return { said: 'done' };
      case 'latency':
        for (const name of platformNames) watches[name].latency = asked.latency;
        return { said: 'done' };
      case 'forget':
        for (const name of platformNames) watches[name].calls = [];
        written = writesOf(platforms);
        return { said: 'done' };
      case 'look':
        return { said: 'look', look: look(platforms) };
    }
  },
  (why): Answer => ({ said: 'failed', why }),
);
