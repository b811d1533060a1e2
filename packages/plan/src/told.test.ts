import { Ajv2020 } from 'ajv/dist/2020.js';
import { groupKey } from '@passerelle/model';
import { describe, expect, test } from 'vitest';
import { planJson, planText, type PlanDocument } from './json.ts';
import type { PlanFinding } from './output.ts';
import schema from './plan.schema.json' with { type: 'json' };
import { tellEffect, tellFinding, tellOperation } from './say.ts';
import { planTexts, sayPlanned } from './say-planned.ts';
import { detailedExitCode, summarise } from './summary.ts';
import { planNow, settle, type Plan } from './testing/apply.ts';
import { addCommunity, cid, cloud, community, newWorld, pid, role, stand, type World } from './testing/world.ts';

const icane = cid('icane');
async function changed(): Promise<{ world: World; plan: Plan }> {
  const world = newWorld();
  addCommunity(world, community('icane'));
  stand(world, pid(1), 'icane', 'participation:core');
  stand(world, pid(2), 'icane', 'participation:core', role('technicien'));
  await settle(world);
  world.platform.groups
    .get(world.store.groups.get(groupKey(icane, 'participation:core'))?.native ?? '')
    ?.members.add('x');
  stand(world, pid(1), 'icane');
  stand(world, pid(2), 'icane', 'participation:peripheral');
  stand(world, pid(3), 'icane', 'participation:active');
  const plan = await planNow(world, {
    putBack: [{ group: groupKey(icane, 'participation:core'), account: 'x' }],
  });
  return { world, plan };
}
const documentOf = (plan: Plan): PlanDocument => ({
  id: '7',
  createdAt: 0,
  expiresAt: 86400000,
  targets: [
    {
      target: cloud.id,
      operations: plan.operations.map((operation) => ({ id: null, operation })),
      findings: plan.findings,
    },
  ],
});

describe('the summary', () => {
  test('counts by target, community and kind, and names every removal once, with what is lost', async () => {
    const { plan } = await changed();
    const summary = summarise([{ target: cloud.id, operations: plan.operations }]);
    expect(summary).toMatchObject({ operations: 7, takings: 5, givings: 2, toConfirm: 0, losses: 2 });
    expect(summary.changes).toEqual({
      'account.create': 1,
      'account.disable': 1,
      'membership.change': 4,
      'membership.put-back': 1,
    });
    expect(summary.byCommunity['icane']?.operations).toBe(5);
    expect(
      summary.removals.map(({ what, person, account, tools }) => [
        what,
        person ?? account,
        tools.map(({ tool }) => tool),
      ]),
    ).toEqual([
      ['account', pid(1), []],
      ['access', pid(1), ['files', 'calendar']],
      ['access', pid(2), ['files', 'calendar']],
      ['stranger', 'x', []],
    ]);
    expect(summary.removals.at(-2)?.tools[0]).toEqual({ tool: 'files', before: 'manage', after: 'read' });
  });
  test('the exit code says whether there is something to do', () => {
    expect(detailedExitCode(summarise([]))).toBe(0);
    expect(detailedExitCode({ operations: 1 })).toBe(2);
  });
});

describe('the JSON form', () => {
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
  test('follows its schema, for an ordinary plan and for a first one', async () => {
    const { plan } = await changed();
    const world = newWorld();
    addCommunity(world, community('icane'));
    stand(world, pid(1), 'icane', 'participation:core');
    for (const each of [plan, await planNow(world)]) {
      const parsed: unknown = JSON.parse(planText(documentOf(each)));
      validate(parsed);
      expect(validate.errors).toBeNull();
    }
  });
  test('the schema refuses another version, a change without its person, and a raise without grants', async () => {
    const json = planJson(documentOf((await changed()).plan));
    expect(validate({ ...json, version: 2 })).toBe(false);
    const [target] = json.targets;
    const operation = target?.operations[0];
    const bad = (change: object) => ({ ...json, targets: [{ ...target, operations: [{ ...operation, change }] }] });
    expect(validate(bad({ kind: 'account', verb: 'disable' }))).toBe(false);
    expect(validate(bad({ kind: 'grant', verb: 'change', space: 's', direction: 'raise', grants: [] }))).toBe(false);
    expect(validate(bad({ kind: 'account', verb: 'delete', person: pid(1) }))).toBe(false);
  });
  test('is the same text for the same plan, however its objects were built', async () => {
    const { plan } = await changed();
    const rebuilt = plan.operations.map(({ effects, ...operation }) => ({
      ...operation,
      effects: effects.map(({ countedLoss, after, ...effect }) => ({ countedLoss, after, ...effect })),
    }));
    expect(planText(documentOf({ ...plan, operations: rebuilt }))).toBe(planText(documentOf(plan)));
  });
});

describe('the sentences', () => {
  const names = { person: (id: string) => `P${id.slice(-1)}`, community: (id: string) => id.toUpperCase() };
  test('name the person, the tool and the level in plain words', async () => {
    const { plan } = await changed();
    const effect = plan.operations.flatMap(({ effects }) => effects).find(({ after }) => after === 'write');
    if (effect === undefined) throw new Error('no gain');
    expect(sayPlanned('fr', tellEffect(effect), names)).toBe(
      'Donner à P3 l’accès «\u00a0écrire\u00a0»\u00a0: fichiers de ICANE (avant\u00a0: aucun accès)',
    );
    expect(plan.operations.map((operation) => sayPlanned('en', tellOperation(operation), names))).toContain(
      'Take the groups of ICANE from P2: core, technician',
    );
  });
  test('findings say whom and what they concern, without technical keys', async () => {
    const { plan } = await changed();
    for (const finding of plan.findings) {
      const text = sayPlanned('fr', tellFinding(finding), names);
      expect(text).not.toMatch(/[{}]|participation:|role:|-0000-/);
    }
    const key = `icane/role:expert/${pid(4)}`;
    const withheld: PlanFinding = {
      kind: 'withheld',
      reason: 'partial-reading',
      key,
      community: icane,
      person: pid(4),
    };
    expect(sayPlanned('en', tellFinding(withheld), names)).toMatch(/ICANE – expert – P4$/);
  });
  test('exist in both languages, with the same places to fill', () => {
    const places = (text: string | undefined): string[] => [...new Set(text?.match(/\{\w+/g))].sort();
    expect(Object.keys(planTexts.fr).sort()).toEqual(Object.keys(planTexts.en).sort());
    for (const [code, text] of Object.entries(planTexts.fr)) {
      expect([code, places(planTexts.en[code])]).toEqual([code, places(text)]);
    }
  });
  test('every operation and finding of the planner has one', async () => {
    const { plan } = await changed();
    const first = newWorld();
    addCommunity(first, community('icane'));
    stand(first, pid(1), 'icane', 'participation:core');
    const made = await planNow(first);
    const adopting = await planNow(first, {
      namesake: ({ kind }) => ({ kind, native: 'n', because: 'same-name' }),
    });
    for (const { operations, findings } of [plan, made, adopting]) {
      const told = [...operations.map(tellOperation), ...findings.map(tellFinding)];
      for (const { code } of told) expect(planTexts.fr[code], code).toBeDefined();
    }
  });
});
