import { describe, expect, test } from 'vitest';
import { cid, pid } from '../testing/world.ts';
import { mayApprove } from './approval.ts';
import { techniciensGuard } from './techniciens.ts';

describe('the last technicien', () => {
  const question = { community: cid('icane'), before: [pid(1)], after: [], isArchived: false, isAcknowledged: false };
  test('does not leave unnoticed', () => {
    expect(techniciensGuard(question)).toMatchObject({ rule: 'last-technicien', people: [pid(1)] });
  });
  test('leaves when another one is there, when a person said so knowingly, or when the community is archived', () => {
    expect(techniciensGuard({ ...question, after: [pid(2)] })).toBeNull();
    expect(techniciensGuard({ ...question, isAcknowledged: true })).toBeNull();
    expect(techniciensGuard({ ...question, isArchived: true })).toBeNull();
  });
  test('a community that had none is not held', () => {
    expect(techniciensGuard({ ...question, before: [] })).toBeNull();
  });
});

describe('who may lift a block', () => {
  const [ada, bob, tess] = [pid(1), pid(2), pid(3)];
  const block = { state: 'waiting' } as const;
  const ask = (
    actor: typeof ada | null,
    authorOfAct: Parameters<typeof mayApprove>[0]['authorOfAct'],
    administrators = [ada, bob],
  ) => {
    const answer = mayApprove({ block, actor, authorOfAct, administrators });
    return answer.isAllowed ? 'yes' : answer.reason.code.replace('guard.approval.', '');
  };
  test('any administrator, where nobody in particular caused it', () => {
    expect(ask(ada, null)).toBe('yes');
  });
  test('an administrator other than the author where there are two; the only one may', () => {
    expect(ask(ada, { person: ada, as: 'administrator' })).toBe('own-act');
    expect(ask(bob, { person: ada, as: 'administrator' })).toBe('yes');
    expect(ask(ada, { person: ada, as: 'administrator' }, [ada])).toBe('yes');
  });
  test('never the technicien whose act it is, be they administrator besides', () => {
    expect(ask(tess, { person: tess, as: 'technicien' })).toBe('not-administrator');
    expect(ask(ada, { person: ada, as: 'technicien' }, [ada])).toBe('own-act');
    expect(ask(ada, { person: tess, as: 'technicien' }, [ada])).toBe('yes');
  });
  test('nobody unnamed, no other technicien, and no second time', () => {
    expect(ask(null, null)).toBe('unnamed');
    expect(ask(tess, { person: ada, as: 'administrator' })).toBe('not-administrator');
    const decided = mayApprove({ block: { state: 'approved' }, actor: ada, authorOfAct: null, administrators: [ada] });
    expect(decided.isAllowed).toBe(false);
  });
});
