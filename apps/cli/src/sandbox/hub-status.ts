import type { HubStatus, Text } from '@passerelle/sandbox';
import type { Message } from '@passerelle/model';
import type { Registry } from '../registry.ts';
import { speaker } from '../texts/texts.ts';
import type { InStep } from './bring-in-step.ts';

/** What the sandbox's page shows of the job, in both languages. */
export function hubStatus(inStep: InStep | null, at: number, registry: Registry, communities: number): HubStatus {
  const [fr, en] = [speaker('fr', registry), speaker('en', registry)];
  const text = (code: string, params: Message['params'] = {}): Text => ({ fr: fr(code, params), en: en(code, params) });
  if (inStep === null) return { at, state: 'working', headline: text('hub.working'), lines: [] };
  const { matches, operations, last } = inStep;
  return {
    at,
    state: matches ? 'in-step' : 'differences',
    headline: text(matches ? 'hub.in-step' : 'hub.differences'),
    lines: [
      { label: text('hub.operations'), value: operations },
      { label: text('hub.communities'), value: communities },
      ...last.targets.map(({ target, state }) => ({
        label: { fr: target, en: target },
        value: text(state === 'planned' ? 'hub.read' : 'hub.not-read'),
      })),
    ],
  };
}
