import { makePlan, scopeOf } from '@passerelle/engine';
import { communityId, personId, roleId, targetId, type CommunityId, type PersonId } from '@passerelle/model';
import { act, assign, createPerson, enrol, newId, openLoginSession } from '@passerelle/store';
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { someCommunity, testEngine, type TestEngine } from '../../../../../packages/engine/src/testing/test-engine.ts';
import { httpApp } from '../../http-app.ts';
import { csrfToken, newSecret, seal } from '../../login/secrets.ts';
import type { About } from '../rights/rule.ts';
import type { Role } from '../rights/role.ts';

/** People who ask, each with one standing: what they are to the community `icane`, to `subject` who is a member there, and to a plan and a drift there. */
export const askers = [
  'nobody',
  'outsider',
  'elsewhere',
  'subject',
  'member',
  'coordinator',
  'technicien',
  'auditor',
  'administrator',
] as const;
export type Asker = (typeof askers)[number];

/** What each of them is, by what is asked about: written down here, not worked out by the code under test. */
export function rolesExpected(asker: Asker, about: About): readonly Role[] {
  switch (asker) {
    case 'nobody':
      return ['nobody'];
    case 'outsider':
      return ['person'];
    case 'elsewhere':
      return about === 'instance' ? ['person', 'member', 'technicien'] : ['person'];
    case 'subject':
      return [
        'person',
        ...(about === 'person' || about === 'person-there' || about === 'act' ? (['self'] as const) : []),
        ...(['instance', 'community', 'person-there'].includes(about) ? (['member'] as const) : []),
      ];
    case 'member':
      return ['person', ...(['instance', 'community', 'person-there'].includes(about) ? (['member'] as const) : [])];
    case 'coordinator':
    case 'technicien':
      return about === 'nothing' ? ['person'] : ['person', 'member', asker];
    case 'auditor':
    case 'administrator':
      return ['person', asker];
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  readonly text: string;
}
export interface ApiWorld {
  readonly url: string;
  readonly test: TestEngine;
  readonly people: Readonly<Record<Exclude<Asker, 'nobody'>, PersonId>>;
  readonly community: CommunityId;
  /** A plan that concerns another community too. */
  readonly wholePlan: string;
  /** What the parameters of paths are filled with. */
  readonly params: Readonly<Record<string, string>>;
  /** A request as one of them, with the CSRF token; further headers go before. */
  ask(asker: Asker, path: string, init?: RequestInit): Promise<Answer>;
  close(): Promise<void>;
}

const address = (who: string): string => `${who}@institution.example`;

/** The whole server on a port of its own, with two platforms in memory and one person of each kind. */
export async function apiWorld(login: { readonly issuer?: string } = {}): Promise<ApiWorld> {
  const test = await testEngine();
  const { engine } = test;
  const { community } = await someCommunity(engine, 'icane', 2);
  await someCommunity(engine, 'ailleurs', 1, { tools: {} });
  const people = {} as Record<Exclude<Asker, 'nobody'>, PersonId>;
  const hand = { kind: 'hand' } as const;
  await act(engine.store, { actor: 'test', kind: 'test', confirmed: true }, async (tx) => {
    for (const who of askers) {
      if (who === 'nobody') continue;
      const person = await createPerson(tx, { givenName: 'Given', familyName: `Asker ${who}`, email: address(who) });
      people[who] = person;
      const where = who === 'elsewhere' ? communityId('ailleurs') : community;
      if (['outsider', 'auditor', 'administrator'].includes(who)) continue;
      await enrol(tx, { person, community: where, participation: 'active', origin: hand, at: engine.now() });
      const role = {
        coordinator: 'coordinateur',
        technicien: 'technicien',
        elsewhere: 'technicien',
        subject: 'animateur',
      }[who as string];
      if (role !== undefined)
        await assign(tx, { person, community: where, role: roleId(role), origin: hand, at: engine.now() });
    }
  });
  const planned = { createdBy: 'test', observe: 'always', signal: new AbortController().signal } as const;
  const members = [people.subject, people.member, people.coordinator, people.technicien];
  const { id: plan } = await makePlan(engine, { ...planned, extent: 'targeted', scope: scopeOf([community], members) });
  const { id: wholePlan } = await makePlan(engine, { ...planned, extent: 'full' });
  const drift = newId();
  const actDone = newId();
  await engine.store.pool.query(
    `insert into drift (id, target, kind, nature, key, community, person, detail)
     values ($1, 'cloud', 'membership', 'unexpected', $2, 'icane', $3, '{}')`,
    [drift, `icane/participation:core/${people.subject}`, people.subject],
  );
  await engine.store.pool.query(`insert into act (id, actor, kind) values ($1, $2, 'test')`, [
    actDone,
    `person:${people.subject}`,
  ]);
  await engine.store.pool.query(
    `with o as (insert into observation (target, extent, state, ended_at) values ('cloud', 'full', 'complete', clock_timestamp()) returning id),
          g as (update native_object set native = 'g-core', state = 'live' where target = 'cloud' and key = 'icane/participation:core'),
          l as (insert into link (target, person, native, ownership) values ('cloud', $1, 'account-of-subject', 'linked'))
     insert into observed (target, kind, a, b, data, observation) select 'cloud', 'membership', 'g-core', 'account-of-subject', '{}', id from o`,
    [people.subject],
  );
  const sessions = new Map<Asker, string>();
  for (const [who, person] of Object.entries(people) as [Asker, PersonId][]) {
    const secret = newSecret();
    sessions.set(who, secret);
    const kept = { idToken: 'none', refreshToken: null, email: null, emailVerified: false };
    await openLoginSession(engine.store, secret, {
      person: personId(person),
      issuer: 'test',
      subject: who,
      sid: null,
      sealed: seal(secret, kept),
      expiresAt: new Date(Date.now() + 3_600_000),
    });
  }
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on(
    'request',
    express().use(
      httpApp(engine, {
        publicUrl: url,
        login: {
          issuer: login.issuer ?? 'http://127.0.0.1:9/realms/none',
          clientId: 'passerelle-web',
          clientSecret: 'not-a-secret-in-tests',
          claim: 'passerelle_id',
        },
        language: 'fr',
        administrators: [address('administrator')],
        auditors: [address('auditor')],
      }),
    ),
  );
  return {
    url,
    test,
    people,
    community,
    wholePlan,
    params: {
      role: 'animateur',
      station: 'participation:active',
      tool: 'files',
      act: actDone,
      community,
      person: people.subject,
      plan,
      drift,
      target: targetId('cloud'),
      problem: 'invalid',
    },
    async ask(asker, path, init = {}) {
      const secret = sessions.get(asker);
      const own = secret === undefined ? {} : { cookie: `passerelle=${secret}`, 'x-csrf-token': csrfToken(secret) };
      const answer = await fetch(`${url}/api${path}`, {
        ...init,
        headers: { ...own, ...Object.fromEntries(new Headers(init.headers)) },
      });
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
      return { status: answer.status, headers: answer.headers, body, text };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await test.close();
    },
  };
}
