import { randomBytes } from 'node:crypto';
import { silent } from '@passerelle/connector-kit';
import { closeEngine, openEngine, prepareJobs, wakeEngine, type Engine } from '@passerelle/engine';
import { spaceKey, tools, type Community, type CommunityId, type Tool } from '@passerelle/model';
import { initInstance } from '@passerelle/store';
import { testDatabase } from '@passerelle/store/testing';
import type { Member, Place, ToolProbe } from '../tool-probe.ts';
import { cloudSite } from '../tools/cloud-site.ts';
import { calendarProbe, contactsProbe } from '../tools/collections.ts';
import { filesProbe } from '../tools/files.ts';
import { formsProbe } from '../tools/forms.ts';
import { forumProbe } from '../tools/forum.ts';
import { listProbe } from '../tools/list.ts';
import { padsProbe } from '../tools/pads.ts';
import { pollsProbe } from '../tools/polls.ts';
import { videoProbe } from '../tools/video.ts';
import { settle } from './settle.ts';
import { archive, scenes, writeScenes, type Members } from './communities.ts';
import { forumBrowsers } from './forum-browsers.ts';
import { roomEntrance } from './room-entrance.ts';
import { standInLists } from './stand-in-lists.ts';
import { administrator, startStandIns, type StandIns } from './stand-ins.ts';
import { cloud, targetsOf } from './targets.ts';

/** Every tool of four communities, made by plans, with what is to be tried in place. */
export interface ProbeWorld {
  readonly engine: Engine;
  readonly servers: StandIns;
  readonly members: Members;
  readonly probes: ReadonlyMap<Tool, ToolProbe>;
  placeOf(community: CommunityId, tool: Tool): Place;
  close(): Promise<void>;
}

/** What the engine's records say of each space and of each account: ids as the platforms know them. */
async function readNatives({ store: { pool } }: Engine) {
  const spaces = await pool.query<{ key: string; native: string }>(
    `select key, native from native_object where kind = 'space' and state = 'live'`,
  );
  const links = await pool.query<{ person: string; native: string }>(
    `select person, native from link where target = $1 and state = 'live'`,
    [cloud],
  );
  return {
    spaces: new Map(spaces.rows.map(({ key, native }) => [key, native])),
    uids: new Map(links.rows.map(({ person, native }) => [person, native])),
  };
}

export async function openProbe(): Promise<ProbeWorld> {
  const servers = await startStandIns();
  const { targets, clients } = targetsOf(servers);
  const database = await testDatabase({ wake: wakeEngine });
  await initInstance(database.store);
  await prepareJobs({ store: database.store });
  const engine = await openEngine({
    store: database.store,
    targets: Object.values(targets),
    sources: [],
    settings: { firstPause: 10, longestPause: 50 },
    logger: silent,
    random: () => 0.5,
    randomBytes: (bytes) => randomBytes(bytes),
  });
  const members = await writeScenes(database.store, Date.now());
  await settle(engine);
  const { spaces, uids } = await readNatives(engine);
  const uidOf = ({ person, name }: Member): string => {
    const uid = uids.get(person);
    if (uid === undefined) throw new Error(`${name} has no account`);
    return uid;
  };
  const memberOf = ({ id }: Community, name: string): Member => {
    const member = members.get(id)?.get(name);
    if (member === undefined) throw new Error(`nobody is called ${name} in ${id}`);
    return member;
  };
  const site = cloudSite({ url: servers.cloud.url, administrator, uidOf });
  const last = scenes.at(-1);
  if (last === undefined) throw new Error('there are no scenes');
  const probes = [
    filesProbe(site, memberOf(last.community, 'outsider')),
    padsProbe(site),
    calendarProbe(site),
    contactsProbe(site),
    forumProbe(forumBrowsers(engine, servers.forum.url)),
    videoProbe(roomEntrance(engine, servers.meet)),
    listProbe(standInLists(servers.lists)),
    pollsProbe(site),
    formsProbe(site),
  ];
  const placeOf = (community: CommunityId, tool: Tool): Place => {
    const native = spaces.get(spaceKey(community, tool));
    if (native === undefined) throw new Error(`${community} has no ${tool}`);
    return { community, native };
  };
  const everybody = [...members.values()].flatMap((named) => [...named.values()]);
  await Promise.all(
    scenes.flatMap(({ community, trusted }) =>
      probes.map((probe) => probe.prepare(placeOf(community.id, probe.tool), memberOf(community, trusted), everybody)),
    ),
  );
  await archive(database.store);
  await settle(engine);
  return {
    engine,
    servers,
    members,
    probes: new Map(
      tools.flatMap((tool) => probes.filter((probe) => probe.tool === tool).map((probe) => [tool, probe])),
    ),
    placeOf,
    async close() {
      await closeEngine(engine);
      await Promise.all(clients.map((client) => client.close()));
      await servers.stop();
      await database.drop();
    },
  };
}
