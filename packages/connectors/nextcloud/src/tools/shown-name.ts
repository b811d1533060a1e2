import { deriveName, foldName, labelOfName } from '@passerelle/connector-kit';
import type { SpaceCreate } from '@passerelle/model';
import { spaceRule } from '../naming-rules.ts';

/** So many communities of one name are told apart the same way as their native names are. */
const namesakes = 5;

const rejecting = (count: number): ((name: string) => boolean) => {
  let left = count;
  return () => left-- > 0;
};

/**
 * What people see a new space as, where all tools share one list of names: the label with its tool (`ICANE - édition collaborative`), since the native name is the
 * community's for every tool; with a suffix where the native name has one because another community bears that name.
 */
export const shownName = ({ name, label }: Pick<SpaceCreate, 'name' | 'label'>): string => {
  const folded = foldName(label, spaceRule);
  if (folded === '' || folded.length > spaceRule.maxLength) return name;
  const stem = labelOfName(name, spaceRule);
  if (stem === name) return folded;
  for (let count = 1; count <= namesakes; count += 1) {
    if (deriveName(stem, spaceRule, rejecting(count)) === name) return deriveName(folded, spaceRule, rejecting(count));
  }
  return name;
};
