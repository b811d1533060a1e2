/** The access probe on real servers: the same people try the same actions as on the stand-ins, and the outcome must be what the access policy says. */
import { randomBytes } from 'node:crypto';
import { createHttpClient, silent } from '@passerelle/connector-kit';
import { closeEngine, openEngine, prepareJobs, wakeEngine, type Engine } from '@passerelle/engine';
import { spaceKey } from '@passerelle/model';
import { initInstance } from '@passerelle/store';
import { testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mailman, mailmanConfig } from '../../../packages/connectors/mailman/src/index.ts';
import { listProbe } from '../../faults/src/probe/tools/list.ts';
import { tryEverything } from '../../faults/src/probe/try-everything.ts';
import { archive, scenes, writeScenes, type Members } from '../../faults/src/probe/world/communities.ts';
import { settle } from '../../faults/src/probe/world/settle.ts';
import { lists } from '../../faults/src/probe/world/targets.ts';
import { realLists } from './probe-lists.ts';
import { describeReal } from './servers/index.ts';
import { startMailSink, type MailSink } from './servers/mailman-sink.ts';
import { available, startMailman, type RealMailman } from './servers/mailman.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const domain = 'lists.example.org';

describeReal('mailing lists on a real Mailman core, by what becomes of the mails', [available], () => {
  const http = createHttpClient();
  let sink: MailSink;
  let server: RealMailman;
  let database: TestDatabase;
  let engine: Engine;
  let members: Members;

  beforeAll(async () => {
    sink = await startMailSink();
    server = await startMailman(sink.port);
    await server.rest('POST', '/domains', { mail_host: domain });
    database = await testDatabase({ wake: wakeEngine });
    await initInstance(database.store);
    await prepareJobs({ store: database.store });
    const config = mailmanConfig.parse({ url: server.url, credentials: server.credentials, domain });
    engine = await openEngine({
      store: database.store,
      targets: [{ id: lists, connector: mailman, config, http }],
      sources: [],
      logger: silent,
      randomBytes: (bytes) => randomBytes(bytes),
    });
    members = await writeScenes(database.store, Date.now(), { list: lists });
    await settle(engine);
    await archive(database.store);
    await settle(engine);
  });
  afterAll(async () => {
    await closeEngine(engine);
    await http.close();
    await database.drop();
    await server.stop();
    await sink.stop();
  });

  test.each(scenes.map(({ community }) => community))(
    '$name: everybody may do what their level says, and nothing else',
    async ({ id: community }) => {
      const { rows } = await engine.store.pool.query<{ native: string }>(
        `select native from native_object where target = $1 and kind = 'space' and key = $2`,
        [lists, spaceKey(community, 'list')],
      );
      const native = rows[0]?.native ?? '';
      expect(await tryEverything(listProbe(realLists(server, sink)), { community, native }, members)).toEqual([]);
    },
  );
});
