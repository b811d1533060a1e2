import type { Message, PersonId } from '@passerelle/model';
import type { PlanJson } from '@passerelle/plan';

/** A guard's block, as it is shown. */
export interface ShownBlock {
  readonly id: string;
  readonly rule: string;
  readonly community: string | null;
  readonly reason: Message;
  readonly people: readonly PersonId[];
  readonly operations: number;
}

/** What a reader is shown of a plan: the kept plan with what holds parts of it. */
export interface PlanView {
  readonly document: PlanJson;
  readonly number: number;
  readonly blocks: readonly ShownBlock[];
  readonly targets: readonly {
    readonly target: string;
    readonly state: 'planned' | 'unreadable' | 'skipped';
    readonly why: string | null;
    readonly error: Message | null;
  }[];
  /** What could not be read to its end: nothing is removed there. */
  readonly partial: readonly { readonly target: string; readonly container: string; readonly error: Message }[];
  /** Ids of operations that wait for a person's yes. */
  readonly questions: ReadonlySet<string>;
}

/** Everybody whom a plan names. */
export function peopleOf({ document, blocks }: Pick<PlanView, 'document' | 'blocks'>): Set<string> {
  const people = new Set<string>();
  for (const { operations, findings } of document.targets) {
    for (const { person, effects } of operations) {
      if (person !== null) people.add(person);
      for (const effect of effects) people.add(effect.person);
    }
    for (const finding of findings) if ('person' in finding && finding.person !== null) people.add(finding.person);
  }
  for (const { person } of document.summary.removals) if (person !== null) people.add(person);
  for (const block of blocks) for (const person of block.people) people.add(person);
  return people;
}
