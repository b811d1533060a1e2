import { randomBytes, randomUUID } from 'node:crypto';
import { createHttpClient, silent } from '@passerelle/connector-kit';
import { describeTarget, type Bench } from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { nextcloud, type NextcloudConfig } from '@passerelle/connector-nextcloud';
import { personId } from '@passerelle/model';
import { describe, test } from 'vitest';
import { nextcloudByHand } from './nextcloud-by-hand.ts';

/**
 * The conformance suite on a Nextcloud of yours, named by PASSERELLE_NEXTCLOUD_URL, _USER and _PASSWORD (an app password).
 * Everything that it makes has a name beginning with `passerelle-test-` or is an account on its own list; all of it is removed at the end.
 */
const {
  PASSERELLE_NEXTCLOUD_URL: url,
  PASSERELLE_NEXTCLOUD_USER: user,
  PASSERELLE_NEXTCLOUD_PASSWORD: password,
} = process.env;

const open = async (login: {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}): Promise<Bench> => {
  const prefix = `passerelle-test-${randomBytes(4).toString('hex')}`;
  const http = createHttpClient();
  const config: NextcloudConfig = {
    url: login.url.replace(/\/+$/, ''),
    credentials: { user: login.user, password: login.password },
    accounts: { mode: 'create' },
    language: 'initial',
    teamFolders: 'auto',
    protectedAccounts: [],
    rateLimitLifted: false,
  };
  const context = {
    name: 'nextcloud',
    http,
    logger: silent,
    now: Date.now,
    random: (bytes: number) => randomBytes(bytes),
  };
  const hand = nextcloudByHand(http, config);
  const hasTeamFolders = await hand.hasTeamFolders();
  const people: string[] = [];
  console.warn(
    `On ${config.url} this makes, and removes at the end: some 30 groups and 10 folders named "${prefix}…", ` +
      'and some 15 accounts with invented names at example.org. With newUser.sendEmail on, Nextcloud tries to write to them.',
  );
  return {
    manifest: nextcloud.manifest,
    target: nextcloud.connect(config, context),
    mode: 'create',
    now: Date.now,
    // Without the app, folders of the service account would have to be removed from among its own files: not tried there.
    space: hasTeamFolders ? { tool: 'files', low: 'read', high: 'write' } : null,
    prefix,
    call: testCall,
    newPerson(number) {
      const person = personId(randomUUID());
      people.push(person);
      const profile = {
        displayName: `Zoé Œuvrard ${number}`,
        givenName: 'Zoé',
        familyName: `Œuvrard ${number}`,
        email: `zoe.${number}.${prefix}@example.org`,
        language: 'fr',
      } as const;
      return Promise.resolve({ person, profile, hint: null });
    },
    protectedAccounts: [login.user],
    others: {
      async group(name) {
        await hand.createGroup(name);
        return name;
      },
      async account(number) {
        const uid = `${prefix}-stranger-${number}`;
        people.push(uid);
        await hand.createUser(uid);
        return uid;
      },
      member: (group, account) => hand.addMember(group, account),
      ...(hasTeamFolders ? { space: hand.createFolder, grant: hand.grant } : {}),
    },
    async close() {
      await hand.removeAll(prefix, people);
      await http.close();
    },
  };
};

if (url === undefined || user === undefined || password === undefined) {
  console.warn(
    'SKIPPED: the conformance suite on a real Nextcloud. Set PASSERELLE_NEXTCLOUD_URL, _USER and _PASSWORD to run it there.',
  );
  describe.skip('a real Nextcloud', () => {
    test('needs PASSERELLE_NEXTCLOUD_URL, _USER and _PASSWORD', () => undefined);
  });
} else {
  describeTarget('a real Nextcloud', { open: () => open({ url, user, password }) }, { faults: [] });
}
