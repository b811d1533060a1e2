import { makePlan, unplannedScope } from '@passerelle/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiWorld, type ApiWorld, type Asker } from '../testing/api-world.ts';

describe('acts', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await apiWorld();
  });
  afterAll(() => world.close());

  const send = (asker: Asker, method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    world.ask(asker, path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const member = (asker: Exclude<Asker, 'nobody'>): string => `/communities/icane/members/${world.people[asker]}`;
  const confirm = async (method: string, path: string, body: unknown) => {
    const preview = await send('technicien', method, `${path}?preview=true`, body);
    expect(preview.status).toBe(200);
    return send('technicien', method, path, body, { 'if-match': `"${String(preview.body['digest'])}"` });
  };
  const stationsOf = async (asker: Exclude<Asker, 'nobody'>): Promise<readonly string[]> => {
    const { body } = await world.ask('technicien', '/communities/icane/members?limit=200');
    const items = body['items'] as { id: string; stations: { id: string }[] }[];
    return items.find(({ id }) => id === world.people[asker])?.stations.map(({ id }) => id) ?? [];
  };

  it('on drift: what somebody added becomes a real membership', async () => {
    const answer = await world.ask('technicien', `/drift/${world.params['drift'] ?? ''}/accept`, { method: 'POST' });
    expect(answer.body).toEqual({ accepted: true });
    expect(await stationsOf('subject')).toContain('participation:core');
    expect((await world.ask('technicien', '/drift')).body['items']).toEqual([]);
  });

  it('are previewed without doing anything, done after a yes to that preview only, and their plan is found', async () => {
    const enrolment = { participation: 'core' };
    const preview = await send('technicien', 'PUT', `${member('outsider')}?preview=true`, enrolment);
    expect(preview.body).toMatchObject({ preview: true, act: null });
    expect(preview.body['changes']).toMatchObject([{ tool: 'files', before: { id: 'none' }, after: { id: 'write' } }]);
    expect(await stationsOf('outsider')).toEqual([]);

    const blind = await send('technicien', 'PUT', member('outsider'), enrolment);
    expect([blind.status, blind.body['code']]).toEqual([428, 'unconfirmed']);
    const tag = `"${String(preview.body['digest'])}"`;
    const other = await send(
      'technicien',
      'PUT',
      member('outsider'),
      { participation: 'peripheral' },
      { 'if-match': tag },
    );
    expect([other.status, other.body['code']]).toEqual([412, 'changed-meanwhile']);
    expect(await stationsOf('outsider')).toEqual([]);

    const done = await send('technicien', 'PUT', member('outsider'), enrolment, { 'if-match': tag });
    expect(done.status).toBe(200);
    expect(await stationsOf('outsider')).toEqual(['participation:core']);

    const act = `/acts/${String(done.body['act'])}`;
    expect((await world.ask('technicien', act)).body).toMatchObject({ kind: 'enrol', isPlanned: false, plans: [] });
    expect((await world.ask('coordinator', act)).status).toBe(404);
    const scope = await unplannedScope(world.test.engine);
    const { id } = await makePlan(world.test.engine, {
      createdBy: 'engine',
      extent: 'targeted',
      ...(scope === null ? {} : { scope }),
      observe: 'when-old',
      signal: new AbortController().signal,
    });
    expect((await world.ask('technicien', act)).body).toMatchObject({ isPlanned: true, plans: [id] });
    // Again: there is nothing left to change.
    const again = await confirm('PUT', member('outsider'), enrolment);
    expect(again.body).toMatchObject({ act: null, changes: [], total: 0 });
  });

  it('end a membership, and a role, but not the last technicien’s without a word', async () => {
    const role = (asker: Exclude<Asker, 'nobody'>) =>
      `/communities/icane/roles/animateur/holders/${world.people[asker]}`;
    expect((await confirm('PUT', role('member'), {})).status).toBe(200);
    expect(await stationsOf('member')).toContain('role:animateur');
    expect((await confirm('POST', `${role('member')}/end`, {})).status).toBe(200);
    expect(await stationsOf('member')).not.toContain('role:animateur');
    expect((await confirm('POST', `${member('member')}/end`, {})).status).toBe(200);
    expect(await stationsOf('member')).toEqual([]);

    const last = await send('administrator', 'POST', `${member('technicien')}/end?preview=true`, {});
    expect(last.status).toBe(409);
    expect(last.body['reasons']).toMatchObject([{ code: 'last-technicien' }]);
    expect(last.text).not.toContain('{community}');
    const accepted = { acceptsLastTechnicien: true };
    expect((await send('administrator', 'POST', `${member('technicien')}/end?preview=true`, accepted)).status).toBe(
      200,
    );
  });

  it('change one cell of the access grid, and the stage, with what it means in words', async () => {
    const cell = '/communities/icane/access/participation:active/files';
    const wrong = await send('technicien', 'PUT', `${cell}?preview=true`, { level: 'moderate' });
    expect([wrong.status, wrong.body['code']]).toEqual([422, 'invalid']);
    const done = await confirm('PUT', cell, { level: 'read' });
    expect(done.status).toBe(200);
    expect((done.body['words'] as string[]).length).toBeGreaterThan(0);
    const { body } = await world.ask('technicien', '/communities/icane/access');
    const rows = body['rows'] as { station: { id: string }; cells: unknown[] }[];
    expect(rows.find(({ station }) => station.id === 'participation:active')?.cells).toMatchObject([
      { tool: 'files', level: { id: 'read' }, from: 'community' },
    ]);
    expect((await confirm('PUT', '/communities/icane/stage', { stage: 'autonomous' })).status).toBe(200);
    expect((await world.ask('technicien', '/communities/icane')).body['stage']).toMatchObject({ id: 'autonomous' });
  });

  it('are not done for another site’s page', async () => {
    const forged = await send(
      'technicien',
      'PUT',
      `${member('outsider')}?preview=true`,
      {},
      { 'x-csrf-token': 'guess' },
    );
    expect([forged.status, forged.body['code']]).toEqual([403, 'forged']);
  });

  it('on plans: started once, progress told as events, withdrawn', async () => {
    const { plan } = world.params;
    const first = await world.ask('administrator', `/plans/${plan ?? ''}/start`, { method: 'POST' });
    expect(first.body).toEqual({ started: true, before: false });
    const second = await world.ask('administrator', `/plans/${plan ?? ''}/start`, { method: 'POST' });
    expect(second.body).toEqual({ started: true, before: true });
    const events = world.ask('technicien', `/plans/${plan ?? ''}/progress`);
    await world.ask('administrator', `/plans/${plan ?? ''}/cancel`, { method: 'POST' });
    const { headers, text } = await events;
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(text).toMatch(/^event: progress\ndata: \{"state":"\w+"/);
    expect(text).toContain('"state":"cancelled"');
    const late = await world.ask('administrator', `/plans/${plan ?? ''}/start`, { method: 'POST' });
    expect([late.status, late.body['reasons']]).toMatchObject([409, [{ code: 'plan-ended' }]]);
  });
});
