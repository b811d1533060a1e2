import { expect, it } from 'vitest';
import { discourseEnrolment, discourseReading, keycloakReading, nextcloudReading } from './formulas.ts';

it('are those of the design: N + G + S; a page per 100, 500, 10,000', () => {
  expect(discourseEnrolment({ people: 40, groups: 2, spaces: 1, grants: 2 }).calls).toBe(43);
  const members = Array.from({ length: 800 }, (_, index) => (index === 0 ? 501 : 50));
  const world = { people: 10_000, communities: 200, members };
  // 801 pages of members, 20 of people; the tree and two questions.
  expect(keycloakReading(world).calls).toBe(801 + 20 + 200 + 4);
  // 101 pages of people, 5 of spaces; five pages of groups, two empty pages, one question.
  expect(nextcloudReading(world).calls).toBe(101 + 5 + 5 + 2 + 1);
  expect(discourseReading(world).calls).toBe(4);
  // Few groups, many people: the groups' own lists are fewer.
  expect(nextcloudReading({ ...world, members: [10_000] }).calls).toBe(1 + 5 + 1 + 2 + 1);
});
