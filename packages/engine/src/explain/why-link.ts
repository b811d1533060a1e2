import type { Message } from '@passerelle/model';

/** One link of the chain person → membership → role → policy → group → platform. */
export interface WhyLink {
  readonly link: 'person' | 'membership' | 'policy' | 'platform' | 'account' | 'group' | 'space';
  /** `broken`: here it stops; `unknown`: the platform was not read. */
  readonly state: 'holds' | 'broken' | 'unknown';
  readonly text: Message;
}
