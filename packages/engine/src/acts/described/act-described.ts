import { localDateAt, startOf, type CommunityId, type LocalDate, type Message, type PersonId } from '@passerelle/model';
import type { ActTx } from '@passerelle/store';

/** An act as somebody asks for it: what it is about, what it does, and what they should know before they say yes. */
export interface DescribedAct<T> {
  /** `enrol`, `suspend`: its kind in the audit. */
  readonly kind: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly people: readonly PersonId[];
  readonly communities: readonly CommunityId[];
  /** When what it means can be seen: now, or on the first day after which it holds. Epoch milliseconds. */
  readonly at: number;
  readonly work: (tx: ActTx) => Promise<T>;
  readonly warnings: (result: T) => readonly Message[];
}

/** An act that cannot be asked for so, whatever the store would say. `told`: `last-technicien`, `claimed-by-file`, `claimed-elsewhere`, `role-unknown`. */
export class ActRefused extends Error {
  readonly told: Message;
  constructor(told: Message) {
    super(told.code);
    this.name = 'ActRefused';
    this.told = told;
  }
}

/** When something that begins on a day can be seen: now, or a minute into that day there. */
export function seenAt(day: LocalDate | undefined, zone: string, now: number): number {
  return day === undefined || day <= localDateAt(now, zone) ? now : startOf(day, zone) + 60_000;
}
