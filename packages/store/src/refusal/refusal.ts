import { say, type Message } from '@passerelle/model';
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

/** What the store says no to, in words. Codes of `@passerelle/model` may stand among the reasons; its texts say them. */
export const storeTexts = { fr, en };

/** A write that is not possible as asked: nothing was written. The reasons are for the person who asked. */
export class Refusal extends Error {
  readonly reasons: readonly Message[];
  constructor(...reasons: readonly Message[]) {
    super(reasons.map((reason) => `${say(fr, 'fr', reason)} / ${say(en, 'en', reason)}`).join('\n'));
    this.name = 'Refusal';
    this.reasons = reasons;
  }
}
