import { randomBytes } from 'node:crypto';
import { createHttpClient, silent, type ObservedEvent, type Outcome, type Target } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { nextcloud, type NextcloudConfig } from '@passerelle/connector-nextcloud';
import {
  communityId,
  groupKey,
  objectOf,
  spaceKey,
  type CardContent,
  type Change,
  type EntryContent,
  type MeetingContent,
  type ObservedEntry,
} from '@passerelle/model';
import { startNextcloud, type NextcloudStandIn } from '@passerelle/sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';

const icane = communityId('icane');
const [core, peripheral] = [groupKey(icane, 'participation:core'), groupKey(icane, 'participation:peripheral')];
const [calendar, contacts] = [spaceKey(icane, 'calendar'), spaceKey(icane, 'contacts')];
const secret = 'p'.repeat(72);
const meeting: MeetingContent = {
  type: 'meeting',
  title: 'Réunion de rentrée',
  start: '2027-03-01T14:00',
  end: '2027-03-01T15:30',
  zone: 'Europe/Brussels',
  modality: 'hybrid',
  place: 'Salle 2',
  link: 'https://meet.example.org/icane-x7',
  description: 'Ordre du jour à venir',
  cancelled: false,
  sequence: 0,
  language: 'fr',
};
const card: CardContent = {
  type: 'card',
  displayName: 'Zoé Œuvrard',
  givenName: 'Zoé',
  familyName: 'Œuvrard',
  email: 'zoe@example.org',
  phone: null,
  organisation: 'CHU',
  roles: ['technicien'],
};

/** `rejected: …`, `superseded: …`: what an outcome says to its reader. */
const whyOf = (outcome: Outcome): string => {
  if (outcome.result === 'failed') return `${outcome.error.code}: ${outcome.error.detail}`;
  return outcome.result === 'superseded' ? `superseded: ${outcome.why}` : outcome.result;
};

interface Scene {
  readonly server: NextcloudStandIn;
  readonly target: Target;
  readonly natives: {
    accounts: Record<string, string>;
    groups: Record<string, string>;
    spaces: Record<string, string>;
  };
  apply(change: Change, attemptedBefore?: boolean): Promise<Outcome>;
  /** Insists that it was done, and tells the native id. */
  done(change: Change, attemptedBefore?: boolean): Promise<string>;
  observe(): Promise<readonly ObservedEvent[]>;
  entries(space?: string): Promise<readonly ObservedEntry[]>;
  /** As a member with their own password. */
  as(
    login: string,
    method: string,
    path: string,
    body?: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; text: string; etag: string }>;
  readonly sent: () => readonly string[];
}

/** A community with a calendar and an address book; `secretaire` in the core group may write, `lecteur` may read. */
const open = async (changes: Partial<NextcloudConfig> = {}): Promise<Scene> => {
  const server = await startNextcloud({
    admin: { login: 'root', password: 'correct horse battery staple 1A!' },
    serviceAccount: { login: 'passerelle', appPassword: secret, rights: 'admin' },
  });
  server.settings.allowListed = true;
  const http = createHttpClient();
  onTestFinished(async () => {
    await http.close();
    await server.stop();
  });
  const config: NextcloudConfig = {
    ...nextcloud.manifest.config.parse({ url: server.url, credentials: { user: 'passerelle', password: secret } }),
    ...changes,
  };
  const context = { name: 'cloud', http, logger: silent, now: Date.now, random: (bytes: number) => randomBytes(bytes) };
  const target = nextcloud.connect(config, context);
  const natives: Scene['natives'] = {
    accounts: {},
    groups: { [core]: 'cop-icane-core', [peripheral]: 'cop-icane-peripheral' },
    spaces: {},
  };
  const admin = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${server.url}/ocs/v2.php/cloud${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`passerelle:${secret}`).toString('base64')}`,
        'ocs-apirequest': 'true',
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  for (const groupid of Object.values(natives.groups)) await admin('/groups', { groupid });
  await admin('/users', { userid: 'secretaire', password: 'password-of-secretaire', groups: ['cop-icane-core'] });
  await admin('/users', { userid: 'lecteur', password: 'password-of-lecteur', groups: ['cop-icane-peripheral'] });
  const apply: Scene['apply'] = async (change, attemptedBefore = false) => {
    const operations = [{ id: '1', change, attemptedBefore }];
    const [outcome] = await target.apply({ object: objectOf(change), operations, natives }, testCall());
    if (outcome === undefined) throw new Error('no outcome');
    return outcome;
  };
  const done: Scene['done'] = async (change, attemptedBefore) => {
    const outcome = await apply(change, attemptedBefore);
    if (outcome.result === 'failed') throw outcome.error;
    expect(outcome.result).toMatch(/applied|already/);
    return outcome.result === 'superseded' ? '' : (outcome.native ?? '');
  };
  const observe: Scene['observe'] = async () => {
    const events: ObservedEvent[] = [];
    const spaces = Object.entries(natives.spaces).map(([key, native]) => ({
      tool: key.includes('/calendar/') ? ('calendar' as const) : ('contacts' as const),
      native,
    }));
    const scope = { extent: 'targeted', accounts: [], groups: [], spaces, awaited: [], names: { groups: [], spaces: [] } } as const; // prettier-ignore
    for await (const event of target.observe(scope, testCall())) events.push(event);
    return events;
  };
  const entries: Scene['entries'] = async (space = natives.spaces[calendar]) => {
    const events = await observe();
    const ends = events.filter((event) => event.kind === 'container' && event.container.of === 'entries');
    for (const end of ends) expect(end).toMatchObject({ state: 'complete' });
    return events.filter((event): event is ObservedEntry => event.kind === 'entry' && event.space === space);
  };
  const as: Scene['as'] = async (login, method, path, body, headers = {}) => {
    const authorization = `Basic ${Buffer.from(`${login}:password-of-${login}`).toString('base64')}`;
    const response = await fetch(`${server.url}/remote.php/dav${path}`, {
      method,
      headers: { authorization, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, text: await response.text(), etag: response.headers.get('etag') ?? '' };
  };
  const grants = [
    { group: core, level: 'write' },
    { group: peripheral, level: 'read' },
  ] as const;
  const scene: Scene = {
    server,
    target,
    natives,
    apply,
    done,
    observe,
    entries,
    as,
    sent: () => server.log.entries.map(({ method, path }) => `${method} ${path}`),
  };
  for (const space of [calendar, contacts])
    natives.spaces[space] = await done({ kind: 'space', verb: 'create', space, name: 'ICANE', label: 'ICANE', grants, language: 'fr' }); // prettier-ignore
  server.log.clear();
  return scene;
};

const write = (content: EntryContent, entry: string, verb: 'create' | 'update' = 'create', digest = 'd1') =>
  ({
    kind: 'entry',
    verb,
    space: content.type === 'meeting' ? calendar : contacts,
    entry,
    content,
    digest,
  }) as const;
/** The member's address of the community's calendar or address book. */
const shared = ({ natives }: Scene, login: string, space = calendar): string => {
  const uri = natives.spaces[space]?.split('/')[1] ?? '';
  return `${space === calendar ? '/calendars' : '/addressbooks/users'}/${login}/${uri}_shared_by_passerelle`;
};

describe('a meeting', () => {
  test('lands in the calendar of every member in one call, and is told as ours and intact', async () => {
    const scene = await open();
    expect(await scene.done(write(meeting, 'm1'))).toBe('passerelle-m1.ics');
    expect(scene.sent()).toHaveLength(1);
    const seen = await scene.as('lecteur', 'GET', `${shared(scene, 'lecteur')}/passerelle-m1.ics`);
    expect(seen.text).toContain('SUMMARY:Réunion de rentrée');
    expect(seen.text).toContain('DTSTART;TZID=Europe/Brussels:20270301T140000');
    expect(await scene.entries()).toMatchObject([
      { entry: 'm1', digest: 'd1', intact: true, native: 'passerelle-m1.ics' },
    ]);
  });

  test('is not read again as long as nothing has changed in the calendar', async () => {
    const scene = await open();
    await scene.done(write(meeting, 'm1'));
    await scene.entries();
    scene.server.log.clear();
    expect(await scene.entries()).toHaveLength(1);
    // Accounts are not in this scope; one call for each owner's calendars and address books is all.
    expect(scene.sent().filter((line) => line.includes('/dav/'))).toEqual([
      'PROPFIND /remote.php/dav/calendars/passerelle/',
      'PROPFIND /remote.php/dav/addressbooks/users/passerelle/',
    ]);
  });

  test('follows its change and its cancellation under the same UID, in two calls each', async () => {
    const scene = await open();
    await scene.done(write(meeting, 'm1'));
    scene.server.log.clear();
    const moved = { ...meeting, start: '2027-03-02T14:00', end: '2027-03-02T15:00', sequence: 1, cancelled: true };
    await scene.done(write(moved, 'm1', 'update', 'd2'));
    expect(scene.sent()).toHaveLength(2);
    const { text } = await scene.as('lecteur', 'GET', `${shared(scene, 'lecteur')}/passerelle-m1.ics`);
    for (const line of [
      'UID:icane-m1@passerelle',
      'STATUS:CANCELLED',
      'SEQUENCE:1',
      'DTSTART;TZID=Europe/Brussels:20270302T140000',
    ])
      // prettier-ignore
      expect(text.split('\r\n')).toContain(line);
    expect(await scene.entries()).toMatchObject([{ entry: 'm1', digest: 'd2', intact: true }]);
    expect((await scene.apply(write(moved, 'm1', 'update', 'd2'))).result).toBe('already');
  });

  test('that was made by an attempt which broke off is found again', async () => {
    const scene = await open();
    await scene.done(write(meeting, 'm1'));
    expect(await scene.apply(write(meeting, 'm1'), true)).toMatchObject({
      result: 'already',
      native: 'passerelle-m1.ics',
    });
    expect(await scene.apply(write(meeting, 'm1'))).toMatchObject({ result: 'already' });
    expect(await scene.entries()).toHaveLength(1);
  });

  test('changed by a member is told, and not written over unless somebody asked for that', async () => {
    const scene = await open();
    await scene.done(write(meeting, 'm1'));
    const path = `${shared(scene, 'secretaire')}/passerelle-m1.ics`;
    const { text, etag } = await scene.as('secretaire', 'GET', path);
    const theirs = text.replace('SUMMARY:Réunion de rentrée', 'SUMMARY:Goûter');
    const put = await scene.as('secretaire', 'PUT', path, theirs, {
      'content-type': 'text/calendar',
      'if-match': etag,
    });
    expect(put.status).toBe(204);
    expect(await scene.entries()).toMatchObject([{ entry: 'm1', digest: 'd1', intact: false }]);
    const update = write({ ...meeting, sequence: 1 }, 'm1', 'update', 'd2');
    expect(whyOf(await scene.apply(update))).toContain('superseded: somebody has changed it by hand');
    const native = 'passerelle-m1.ics';
    const remove = { kind: 'entry', verb: 'remove', space: calendar, entry: 'm1', native } as const;
    expect((await scene.apply(remove)).result).toBe('superseded');
    expect((await scene.as('secretaire', 'GET', path)).text).toContain('SUMMARY:Goûter');
    await scene.done({ ...update, evenIfChanged: true });
    expect(await scene.entries()).toMatchObject([{ digest: 'd2', intact: true }]);
  });

  test('is still intact when a programme has written it back with a reminder, its own stamps, or other spellings of the same', async () => {
    const scene = await open();
    await scene.done(write(meeting, 'm1'));
    const path = `${shared(scene, 'secretaire')}/passerelle-m1.ics`;
    const { text } = await scene.as('secretaire', 'GET', path);
    const theirs = text
      .replace(/^PRODID.*$/m, 'PRODID:-//Another//EN')
      .replace(/^DTSTAMP.*$/m, 'DTSTAMP:20270101T000000Z\r\nLAST-MODIFIED:20270101T000000Z')
      .replace('SEQUENCE:0', 'SEQUENCE:4\r\nTRANSP:OPAQUE\r\nX-MOZ-GENERATION:2')
      .replace('END:VEVENT', 'BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT');
    await scene.as('secretaire', 'PUT', path, theirs, { 'content-type': 'text/calendar' });
    expect(await scene.entries()).toMatchObject([{ entry: 'm1', digest: 'd1', intact: true }]);
    // Somebody's reminder stays through a change of ours.
    await scene.done(write({ ...meeting, title: 'Déplacée', sequence: 5 }, 'm1', 'update', 'd2'));
    const after = await scene.as('secretaire', 'GET', path);
    expect(after.text).toMatch(/SUMMARY:Déplacée[\s\S]*TRIGGER:-PT15M/);
    expect(await scene.entries()).toMatchObject([{ digest: 'd2', intact: true }]);
  });

  test('that lost its marks in somebody’s programme is still ours, and told as changed', async () => {
    const scene = await open();
    await scene.done(write(meeting, 'm1'));
    const path = `${shared(scene, 'secretaire')}/passerelle-m1.ics`;
    const { text } = await scene.as('secretaire', 'GET', path);
    await scene.as('secretaire', 'PUT', path, text.replace(/^X-PASSERELLE.*\r\n/gm, ''), {
      'content-type': 'text/calendar',
    });
    expect(await scene.entries()).toMatchObject([{ entry: 'm1', digest: null, intact: false }]);
  });

  test('of a member’s own is seen by its name only, and left alone', async () => {
    const scene = await open();
    const own =
      'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a1\r\nDTSTAMP:20270101T000000Z\r\nDTSTART:20270102T100000Z\r\nSUMMARY:Pot\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
    const headers = { 'content-type': 'text/calendar' };
    await scene.as('secretaire', 'PUT', `${shared(scene, 'secretaire')}/a1.ics`, own, headers);
    await scene.as('secretaire', 'PUT', `${shared(scene, 'secretaire')}/passerelle-m2.ics`, own.replace('UID:a1', 'UID:a2'), headers); // prettier-ignore
    expect(await scene.entries()).toMatchObject([
      { native: 'a1.ics', entry: null },
      { native: 'passerelle-m2.ics', entry: null },
    ]);
    // Under one of our names, but not ours: neither written over nor removed.
    expect(await scene.apply(write(meeting, 'm2'))).toMatchObject({ result: 'failed', error: { code: 'taken' } });
    const remove = {
      kind: 'entry',
      verb: 'remove',
      space: calendar,
      entry: 'm2',
      native: 'passerelle-m2.ics',
    } as const;
    expect((await scene.apply({ ...remove, evenIfChanged: true })).result).toBe('superseded');
    expect(await scene.entries()).toHaveLength(2);
  });

  test('is taken out, once; one that a member took out is made anew', async () => {
    const scene = await open();
    const native = await scene.done(write(meeting, 'm1'));
    const remove = { kind: 'entry', verb: 'remove', space: calendar, entry: 'm1', native } as const;
    expect((await scene.apply(remove)).result).toBe('applied');
    expect((await scene.apply(remove)).result).toBe('already');
    expect(await scene.entries()).toEqual([]);
    await scene.done(write(meeting, 'm1'));
    await scene.as('secretaire', 'DELETE', `${shared(scene, 'secretaire')}/passerelle-m1.ics`);
    expect((await scene.apply(write(meeting, 'm1', 'update', 'd2'))).result).toBe('superseded');
    await scene.done(write(meeting, 'm1', 'create', 'd2'));
    expect(await scene.entries()).toMatchObject([{ digest: 'd2' }]);
  });

  test.each([
    [write({ ...meeting, end: meeting.start }, 'm1'), 'not after its start'],
    [write(meeting, 'M 1'), 'a-z'],
    [{ ...write(card, 'm1'), space: calendar }, 'no entry of the type'],
    [{ ...write(meeting, 'm1'), space: spaceKey(icane, 'files') }, 'no entries of files'],
  ])('that cannot be is refused before anything is sent: %#', async (change, words) => {
    const scene = await open();
    const why = whyOf(await scene.apply(change));
    expect(why).toMatch(/^rejected: /);
    expect(why).toContain(words);
    expect(scene.sent()).toEqual([]);
  });

  test('waits for the next round when the calendar is gone', async () => {
    const scene = await open();
    const uri = scene.natives.spaces[calendar]?.split('/')[1];
    for (const each of scene.server.state.collections.values()) if (each.uri === uri) each.deletedAt = 1;
    scene.server.state.collections.forEach((each, id) => each.uri === uri && scene.server.state.collections.delete(id));
    expect((await scene.apply(write(meeting, 'm1'))).result).toBe('superseded');
  });
});

describe('a card', () => {
  test('is in every member’s address book, follows changes, and goes', async () => {
    const scene = await open();
    const entry = '11111111-2222-4333-8444-555555555555';
    const native = await scene.done(write(card, entry));
    const path = `${shared(scene, 'lecteur', contacts)}/${native}`;
    expect((await scene.as('lecteur', 'GET', path)).text).toContain('EMAIL;TYPE=WORK:zoe@example.org');
    expect((await scene.as('lecteur', 'PUT', path, 'x')).status).toBe(404);
    await scene.done(write({ ...card, email: null }, entry, 'update', 'd2'));
    expect((await scene.as('lecteur', 'GET', path)).text).not.toContain('EMAIL');
    expect(await scene.entries(scene.natives.spaces[contacts])).toMatchObject([{ entry, digest: 'd2', intact: true }]);
    await scene.done({ kind: 'entry', verb: 'remove', space: contacts, entry, native });
    expect((await scene.as('lecteur', 'GET', path)).status).toBe(404);
  });
});

describe('several owners', () => {
  const second = { user: 'agenda-2', password: 'q'.repeat(72) };
  const other = communityId('icso');
  const space = spaceKey(other, 'calendar');
  const create = { kind: 'space', verb: 'create', space, name: 'ICSO', label: 'ICSO', grants: [{ group: core, level: 'read' }], language: 'fr' } as const; // prettier-ignore
  const addOwner = (server: NextcloudStandIn): void => {
    const model = server.state.accounts.get('lecteur');
    if (model === undefined) throw new Error('no model');
    // The stand-in keeps a salted hash: the account is made by hand with the secret of its own.
    server.state.accounts.set(second.user, { ...model, uid: second.user, passwordHash: null, appPasswordHashes: [] });
  };

  test('a new calendar goes to the next account when one is full, and doctor says how much room is left', async () => {
    // Its own `personal` one counts: after the first community's calendar the first account has its two.
    const scene = await open({ owners: [second], perOwner: { calendars: 2, addressBooks: 'unlimited' } });
    addOwner(scene.server);
    await fetch(`${scene.server.url}/ocs/v2.php/cloud/users/${second.user}`, {
      method: 'PUT',
      headers: { authorization: `Basic ${Buffer.from(`passerelle:${secret}`).toString('base64')}`, 'ocs-apirequest': 'true', 'content-type': 'application/json' }, // prettier-ignore
      body: JSON.stringify({ key: 'password', value: second.password }),
    });
    const room = async () => {
      for await (const check of scene.target.check(testCall()))
        if (check.id === 'nextcloud.room.calendar') return check;
      return null;
    };
    expect(await room()).toMatchObject({ state: 'warning', found: { params: { room: 1, owners: 2 } } });
    const native = await scene.done(create);
    expect(native).toMatch(/^calendar:agenda-2\/p-icso-/);
    scene.natives.spaces[space] = native;
    expect(await scene.apply(create, true)).toMatchObject({ result: 'already', native });
    expect(await room()).toMatchObject({ state: 'warning', found: { params: { room: 0 } } });
    const third = { ...create, space: spaceKey(communityId('third'), 'calendar'), name: 'Third' };
    expect(whyOf(await scene.apply(third))).toMatch(/^rejected: .*\(owners\)/);
    const events = await scene.observe();
    expect(events.filter(({ kind }) => kind === 'space').map((event) => 'native' in event && event.native)).toContain(
      native,
    );
    expect(events).toContainEqual({
      kind: 'grant',
      space: native,
      group: 'cop-icane-core',
      level: 'read',
      detail: 'read',
    });
  });

  test('a server that refuses for its own limit is believed, whatever the settings say', async () => {
    const scene = await open({ perOwner: { calendars: 'unlimited' } });
    Object.assign(scene.server.settings.collectionLimits, { enforced: true, calendars: 2 });
    expect(await scene.apply(create)).toMatchObject({ result: 'failed', error: { code: 'rejected' } });
    Object.assign(scene.server.settings.collectionLimits, { enforced: true, calendars: 99, creationsPerHour: 0 });
    const later = { ...create, space: spaceKey(communityId('later'), 'contacts'), name: 'Later' };
    const outcome = await scene.apply(later);
    expect(outcome).toMatchObject({ result: 'failed', error: { code: 'rate-limited', scope: 'operation' } });
    if (outcome.result === 'failed') expect(outcome.error.retry).toHaveProperty('at');
  });

  test('what belongs to an account that left the settings is unknown, never gone', async () => {
    const scene = await open();
    scene.natives.spaces[space] = 'calendar:agenda-9/p-icso-0123456789ab';
    const events = await scene.observe();
    const ends = events.flatMap((event) =>
      event.kind === 'container' && event.state === 'partial' ? [event.container] : [],
    );
    expect(ends).toEqual([
      { of: 'spaces', tool: 'calendar' },
      { of: 'grants', space: 'calendar:agenda-9/p-icso-0123456789ab' },
      { of: 'entries', space: 'calendar:agenda-9/p-icso-0123456789ab' },
    ]);
  });
});

test('other calendars of the service account are told by name and never touched', async () => {
  const scene = await open();
  const personal = [...scene.server.state.collections.values()].find(({ uri }) => uri === 'personal');
  expect(personal?.shares).toEqual([]);
  const events: ObservedEvent[] = [];
  for await (const event of scene.target.observe({ extent: 'full', groups: [], spaces: [], awaited: [] }, testCall()))
    events.push(event);
  const labels = events.flatMap((event) => (event.kind === 'space' && event.tool === 'calendar' ? [event.label] : []));
  expect(labels.sort()).toEqual(['ICANE', 'Personal']);
});
