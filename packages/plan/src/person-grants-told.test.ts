import { Ajv2020 } from 'ajv/dist/2020.js';
import { isPersonId, spaceKey } from '@passerelle/model';
import { expect, test } from 'vitest';
import { planText } from './json.ts';
import schema from './plan.schema.json' with { type: 'json' };
import { tellEffect, tellFinding, tellOperation } from './say.ts';
import { sayPlanned } from './say-planned.ts';
import { summarise } from './summary.ts';
import { planNow, settle, type Plan } from './testing/apply.ts';
import { addCommunity, cid, community, lists, newWorld, pid, role, stand } from './testing/world.ts';

const names = {
  person: (id: string) => (isPersonId(id) ? `P${id.slice(-1)}` : id),
  community: (id: string) => id.toUpperCase(),
};

async function eventful(): Promise<Plan> {
  const world = newWorld(lists);
  addCommunity(world, community('icane', { tools: { list: lists.id } }));
  for (const n of [1, 2, 3, 4]) stand(world, pid(n), 'icane', 'participation:active');
  await settle(world);
  const list = spaceKey(cid('icane'), 'list');
  const roster = world.platform.spaces.get(world.store.spaces.get(list)?.native ?? '')?.grants;
  roster?.delete(world.store.links.get(pid(1))?.native ?? '');
  roster?.set('stranger', 'post');
  stand(world, pid(2), 'icane');
  stand(world, pid(3), 'icane', 'participation:peripheral');
  stand(world, pid(4), 'icane', 'participation:active', role('technicien'));
  stand(world, pid(5), 'icane', 'participation:active');
  return planNow(world, { putBack: [{ space: list, account: 'stranger' }] });
}

test('grants to people are said in words, in both languages', async () => {
  const { operations, findings } = await eventful();
  const said = (language: 'fr' | 'en') =>
    [...operations.map(tellOperation), ...findings.map(tellFinding)].map((told) =>
      sayPlanned(language, told, names).replaceAll('\u00a0', ' '),
    );
  expect(said('fr').sort()).toEqual(
    [
      'Créer le compte de P5',
      'Donner à P5 « envoyer » : liste de diffusion de ICANE',
      'P1 n’est plus dans ICANE – liste de diffusion, où Passerelle lui avait donné un accès. La personne s’est peut-être désinscrite : rien n’est remis sans confirmation',
      'Remettre P1 à « envoyer », ce qui a été changé sur la plateforme, peut-être par la personne elle-même : liste de diffusion de ICANE ; à confirmer',
      'Retirer P2 : liste de diffusion de ICANE (avant : « envoyer »)',
      'Retirer le compte « stranger », que Passerelle n’y a pas mis : liste de diffusion de ICANE',
      'Réduire les droits de P3 de « envoyer » à « recevoir » : liste de diffusion de ICANE',
      'stranger a dans ICANE – liste de diffusion un accès que Passerelle n’y a pas donné : l’accepter ou le retirer',
      'Étendre les droits de P4 de « envoyer » à « modérer » : liste de diffusion de ICANE',
    ].sort(),
  );
  for (const sentence of said('en')) expect(sentence).not.toMatch(/[{}]|finding\.|op\./);
});

test('an effect in a part of a tool says in which', () => {
  const effect = { person: pid(1), community: cid('icane'), tool: 'forum', part: 'annonces' } as const;
  const told = tellEffect({ ...effect, before: 'reply', after: 'none', countedLoss: true });
  expect(sayPlanned('fr', told, names).replaceAll('\u00a0', ' ')).toBe(
    'Retirer à P1 l’accès « répondre » : forum – annonces de ICANE',
  );
});

test('the plan follows its schema, and its summary names who loses what and which stranger goes', async () => {
  const { operations, findings } = await eventful();
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
  const kept = operations.map((operation) => ({ id: null, operation }));
  const targets = [{ target: lists.id, operations: kept, findings }];
  validate(JSON.parse(planText({ id: '7', createdAt: 0, expiresAt: 86_400_000, targets })));
  expect(validate.errors).toBeNull();
  const { losses, removals, toConfirm } = summarise([{ target: lists.id, operations }]);
  expect({ losses, toConfirm }).toEqual({ losses: 2, toConfirm: 1 });
  expect(removals.map(({ what, person, account }) => [what, person ?? account])).toEqual([
    ['access', pid(2)],
    ['access', pid(3)],
    ['stranger', 'stranger'],
  ]);
});
