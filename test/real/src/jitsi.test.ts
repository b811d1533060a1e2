import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient, type HttpClient } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { personId } from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  expectedOf,
  recordedCases,
  recordedConfig,
  recordedDomain,
  recordedRoom,
} from '../../../apps/sandbox/src/jitsi/index.ts';
import {
  firstRing,
  joinRoom,
  RsaKey,
  SharedSecret,
  tokenFor,
  type Signing,
} from '../../../packages/connectors/jitsi/src/index.ts';
import { answers, freePort } from './servers/loopback-port.ts';
import { runServer, type ServerProcess } from './servers/server-process.ts';

/**
 * The recorded cases, and our own tokens, on a real Prosody with Jitsi's own plugins. They are in no Debian package: PASSERELLE_JITSI_PROSODY_PLUGINS names
 * the folder that holds them (`resources/prosody-plugins` of Jitsi Meet, of 2026 or later: older ones have no token_affiliation and read no JWKS).
 * Debian: apt-get install prosody lua-cjson lua-basexx lua-luaossl lua-inspect.
 */
const plugins = process.env['PASSERELLE_JITSI_PROSODY_PLUGINS'];
const prosody = '/usr/bin/prosody';

function whyNot(): string | null {
  if (plugins === undefined) return "set PASSERELLE_JITSI_PROSODY_PLUGINS to the folder of Jitsi's Prosody plugins";
  for (const file of [
    'mod_auth_token.lua',
    'mod_token_verification.lua',
    'mod_token_affiliation.lua',
    'token/util.lib.lua',
  ]) {
    if (!existsSync(join(plugins, file))) return `PASSERELLE_JITSI_PROSODY_PLUGINS has no ${file}`;
  }
  return existsSync(prosody)
    ? null
    : 'no Prosody: on Debian, apt-get install prosody lua-cjson lua-basexx lua-luaossl lua-inspect';
}

/** Stands for Jicofo: opens the room that is asked for. */
const focusModule = `
local st = require "util.stanza";
module:hook("iq-set/host/http://jitsi.org/protocol/focus:conference", function (event)
  local asked = event.stanza.tags[1].attr.room;
  local host = asked:match("@(.+)$");
  local muc = prosody.hosts[host].modules.muc;
  if not muc.get_room_from_jid(asked) then muc.create_room(asked); end
  event.origin.send(st.reply(event.stanza):tag("conference", { xmlns = "http://jitsi.org/protocol/focus", ready = "true" }));
  return true;
end);
`;

const list = (values: readonly string[]): string => `{ ${values.map((value) => JSON.stringify(value)).join(', ')} }`;
const configuration = (folder: string, port: number, key: string): string => `
run_as_root = true
data_path = "${folder}/data"
pidfile = "${folder}/prosody.pid"
plugin_paths = { ${JSON.stringify(plugins ?? '')}, "${folder}/modules" }
interfaces = { "127.0.0.1" }
http_interfaces = { "127.0.0.1" }
http_ports = { ${port} }
https_ports = {}
c2s_ports = {}
s2s_ports = {}
modules_enabled = { "bosh", "saslauth" }
modules_disabled = { "s2s", "offline", "c2s", "tls" }
consider_bosh_secure = true
c2s_require_encryption = false
bosh_max_wait = 5
http_default_host = "${recordedDomain}"
muc_mapper_domain_base = "${recordedDomain}"
log = { { levels = { min = "info" }, to = "console" } }
app_id = "${recordedConfig.app_id}"
asap_accepted_issuers = ${list(recordedConfig.asap_accepted_issuers)}
asap_accepted_audiences = ${list(recordedConfig.asap_accepted_audiences)}
enable_domain_verification = ${recordedConfig.enable_domain_verification}
wait_for_host_disable_auto_owners = true
${key}
VirtualHost "${recordedDomain}"
  authentication = "token"
Component "conference.${recordedDomain}" "muc"
  modules_enabled = { "token_verification", "token_affiliation" }
Component "focus.${recordedDomain}" "passerelle_focus"
`;

async function startProsody(key: string): Promise<{ readonly url: string; readonly process: ServerProcess }> {
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-prosody-'));
  await mkdir(join(folder, 'modules'));
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'modules', 'mod_passerelle_focus.lua'), focusModule);
  const port = await freePort();
  await writeFile(join(folder, 'prosody.cfg.lua'), configuration(folder, port, key));
  // Two of Debian's libraries are there for older Luas only: pure Lua, so that Prosody's own can read them (facts/identity.md §6).
  const env = { LUA_PATH: ';;/usr/share/lua/5.2/?.lua;/usr/share/lua/5.1/?.lua' };
  const args = ['-F', '--config', join(folder, 'prosody.cfg.lua')];
  const server = runServer({ name: 'prosody', command: prosody, args, folder, env });
  try {
    await server.ready(() => answers(port), 20_000);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/http-bind`, process: server };
}

const reason = whyNot();
if (reason !== null) console.warn(`SKIPPED: Jitsi's tokens on a real Prosody: ${reason}`);
describe.skipIf(reason !== null)(
  `a real Prosody with Jitsi's plugins${reason === null ? '' : ` [skipped: ${reason}]`}`,
  () => {
    const secret = 'recorded-secret-of-thirty-two-bytes!';
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ours = RsaKey.of(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
    const cases = recordedCases({ secret, privateKey, kid: ours.kid }, Date.now());
    const servers: { secret: string; jwks: string } = { secret: '', jwks: '' };
    const processes: ServerProcess[] = [];
    let http: HttpClient;
    let publisher: Server;

    beforeAll(async () => {
      http = createHttpClient();
      const body = JSON.stringify({
        keys: [{ ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: ours.kid, alg: 'RS256', use: 'sig' }],
      });
      publisher = createServer((_, res) => {
        res.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=300' }).end(body);
      });
      await new Promise<void>((resolve) => publisher.listen(0, '127.0.0.1', resolve));
      const address = publisher.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      for (const [signing, key] of [
        ['secret', `app_secret = "${secret}"`],
        ['jwks', `cache_keys_url = "http://127.0.0.1:${port}/jwks"`],
      ] as const) {
        const started = await startProsody(key);
        servers[signing] = started.url;
        processes.push(started.process);
      }
    });
    afterAll(async () => {
      for (const process of processes) await process.stop();
      publisher.close();
      await http.close();
    });

    const come = (signing: 'secret' | 'jwks', token: string | null, room: string, asksFocus: boolean) =>
      joinRoom({
        http,
        call: testCall(),
        url: servers[signing],
        domain: recordedDomain,
        rooms: `conference.${recordedDomain}`,
        room,
        token,
        asksFocus,
        firstId: 1000,
        now: Date.now(),
      });

    test.each(cases)('recorded: $name → $answer', async ({ token, roomExists, signing, answer }) => {
      const told = await come(signing, token, recordedRoom, roomExists);
      const expected = expectedOf(answer);
      expect(told.as).toBe(expected.answer === 'crashed' ? 'silent' : expected.answer);
      if (told.as === 'joined' && expected.as !== null) expect(`${told.affiliation} ${told.role}`).toBe(expected.as);
      if (told.as === 'refused') {
        expect(told.at).toBe(expected.at);
        if (expected.words !== null) expect(`${told.condition} ${told.text}`).toContain(expected.words);
      }
    });

    test.each(['secret', 'jwks'] as const)(
      'our own tokens (%s): a member joins, a moderator moderates, another room stays shut',
      async (with_) => {
        const settings = {
          issuer: recordedConfig.app_id,
          audience: 'jitsi',
          domain: recordedDomain,
          lifetime: 300,
          emails: false,
          moderatorsMay: [],
        };
        const signing: Signing =
          with_ === 'secret'
            ? { with: 'secret', secret: SharedSecret.of(secret) }
            : { with: 'keys', ring: firstRing(ours) };
        const id = personId('00000000-0000-4000-8000-000000000001');
        const visitor = { kind: 'person', id, name: 'Zoé Œuvrard', email: null } as const;
        const room = 'soins-palliatifs-k3f9a2mm';
        const member = await tokenFor({ visitor, room, level: 'join', now: Date.now() }, settings, signing);
        expect(await come(with_, member, room, true)).toEqual({
          as: 'joined',
          affiliation: 'member',
          role: 'participant',
        });
        const moderator = await tokenFor({ visitor, room, level: 'moderate', now: Date.now() }, settings, signing);
        expect(await come(with_, moderator, room, true)).toEqual({
          as: 'joined',
          affiliation: 'owner',
          role: 'moderator',
        });
        expect(await come(with_, member, 'autre', true)).toMatchObject({ as: 'refused', at: 'room' });
      },
    );
  },
);
