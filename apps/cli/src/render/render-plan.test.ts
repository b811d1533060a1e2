import { communityId, personId, targetId, type Community } from '@passerelle/model';
import { planJson, type PlanFinding, type PlannedOperation } from '@passerelle/plan';
import { describe, expect, it } from 'vitest';
import { registry } from '../registry.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { speaker, type Names } from '../texts/texts.ts';
import type { PlanView } from './plan-view.ts';
import { exitCodeOf, renderPlan } from './render-plan.ts';

const icane = communityId('icane');
const ana = personId('00000000-0000-4000-8000-000000000001');
const plain: Terminal['style'] = {
  bold: String,
  dim: String,
  red: String,
  green: String,
  yellow: String,
  cyan: String,
};
const names: Names = {
  person: (id) => (id === ana ? 'Ana Peeters' : undefined),
  community: (id) => (id === icane ? ({ id: icane, name: 'ICANE', ownRoles: [] } as unknown as Community) : undefined),
};

const leaving: PlannedOperation = {
  change: {
    kind: 'membership',
    verb: 'change',
    person: ana,
    community: icane,
    add: [],
    remove: ['icane/participation:active'] as never,
    direction: 'lower',
  },
  phase: 'take',
  priority: 0,
  person: ana,
  community: icane,
  before: null,
  effects: [{ person: ana, community: icane, tool: 'files', before: 'write', after: 'none', countedLoss: true }],
  hold: null,
};
const adopting: PlannedOperation = {
  change: { kind: 'account', verb: 'adopt', person: ana, native: 'ana.p', because: 'same-email' },
  phase: 'give',
  priority: 2,
  person: ana,
  community: null,
  before: null,
  effects: [],
  hold: 'confirm',
};
const drift: PlanFinding = {
  kind: 'drift',
  nature: 'unexpected',
  resource: 'membership',
  key: 'k',
  community: icane,
  person: ana,
  detail: { group: 'icane/role:technicien' },
};

function view(
  operations: readonly PlannedOperation[],
  more: Partial<PlanView> = {},
  findings: readonly PlanFinding[] = [],
): PlanView {
  const ids = operations.map((_, index) => `0000000${index}-0000-4000-8000-000000000000`);
  return {
    document: planJson({
      id: 'abcdef01-0000-4000-8000-000000000000',
      createdAt: 0,
      expiresAt: 86_400_000,
      targets: [
        {
          target: targetId('cloud'),
          findings,
          operations: operations.map((operation, index) => ({ id: ids[index] ?? null, operation })),
        },
      ],
    }),
    number: 7,
    blocks: [],
    targets: [{ target: 'cloud', state: 'planned', why: null, error: null }],
    partial: [],
    questions: new Set(
      operations.flatMap((operation, index) => (operation.hold === 'confirm' ? [ids[index] ?? ''] : [])),
    ),
    ...more,
  };
}
const shown = (of: PlanView, language: 'fr' | 'en' = 'fr', details = false): string =>
  renderPlan(of, { say: speaker(language, registry), names, style: plain, details })
    .join('\n')
    // French has spaces that do not break before its colons.
    .replace(/[\u00a0\u202f]/g, ' ');

describe('a plan on the screen', () => {
  it('names everybody who loses something, what, where and on which platform', () => {
    const line = shown(view([leaving]))
      .split('\n')
      .find((text) => text.includes('−  Ana'));
    expect(line).toMatch(/Ana Peeters\s+ICANE\s+cloud\s+gestionnaire de fichiers : écrire → aucun accès/);
    expect(shown(view([leaving]), 'en')).toMatch(/file manager : write → no access/);
  });

  it('counts by platform and by community', () => {
    const text = shown(view([leaving]));
    expect(text).toMatch(/1 opération · 0 ajout · 1 retrait/);
    expect(text).toMatch(/cloud\s+\+0\s+−1\s+appartenances changées 1/);
    expect(text).toMatch(/ICANE\s+\+0\s+−1/);
  });

  it('says how to answer a question, and shows every operation only when asked to', () => {
    expect(shown(view([adopting]))).toMatch(
      /\? cloud · Reprendre le compte existant « ana.p ».*\n.*passerelle confirm 00000000/,
    );
    expect(shown(view([adopting]))).not.toContain('Opérations sur cloud');
    expect(shown(view([adopting]), 'fr', true)).toContain('Opérations sur cloud');
  });

  it('explains a block with its people and what to do', () => {
    const block = {
      id: '99999999-0000-4000-8000-000000000000',
      rule: 'volume.community',
      community: 'icane',
      people: [ana],
      operations: 4,
      reason: { code: 'guard.volume.community', params: { community: 'icane', count: 4, size: 10, limit: 3 } },
    };
    const text = shown(view([leaving], { blocks: [block] }));
    expect(text).toMatch(/ICANE : 4 personnes sur 10/);
    expect(text).toMatch(/Ana Peeters\n.*4 opérations retenues/);
    expect(text).toContain('passerelle approve 99999999 --as');
  });

  it('shows drift apart from what is to be done, and is no change by itself', () => {
    const seen = view([], {}, [drift]);
    expect(shown(seen)).toMatch(/Ana Peeters est dans le groupe/);
    expect(exitCodeOf(seen)).toBe(0);
  });

  it('does not say that all is well while somebody waits', () => {
    const text = shown(view([], {}, [{ kind: 'waiting', person: ana, reason: 'identity-side' }]));
    expect(text).toContain('Ana Peeters');
    expect(text).not.toContain('conforme');
  });

  it('does not show three hundred findings unless asked to', () => {
    const many = view(
      [],
      {},
      Array.from({ length: 300 }, () => drift),
    );
    expect(shown(many).split('\n').length).toBeLessThan(25);
    expect(shown(many)).toContain('288 de plus');
    expect(shown(many, 'fr', true).split('\n').length).toBeGreaterThan(300);
  });
});

describe('the exit code of a plan', () => {
  it('is 0 for nothing, 2 for changes, as Terraform’s', () => {
    expect(exitCodeOf(view([]))).toBe(0);
    expect(exitCodeOf(view([leaving]))).toBe(2);
  });

  it('is never 0 when a platform could not be looked at', () => {
    const unread = {
      target: 'cloud',
      state: 'unreadable',
      why: null,
      error: { code: 'error.unreachable', params: { request: 'x' } },
    } as const;
    expect(exitCodeOf(view([], { targets: [unread] }))).toBe(1);
    expect(shown(view([], { targets: [unread] }))).toMatch(/cloud : injoignable/);
    const partial = [
      { target: 'cloud', container: 'accounts', error: { code: 'error.timeout', params: { request: 'accounts' } } },
    ];
    expect(exitCodeOf(view([], { partial }))).toBe(1);
    expect(shown(view([], { partial }))).not.toContain('chaque plateforme est conforme');
  });

  it('is 0 when a platform was left out on purpose', () => {
    expect(exitCodeOf(view([], { targets: [{ target: 'cloud', state: 'skipped', why: 'paused', error: null }] }))).toBe(
      0,
    );
  });
});
