import type { Check } from '@passerelle/connector-kit';
import { isConnectorError } from '@passerelle/connector-kit';
import type { Engine } from '../setup.ts';
import { platformCall } from '../work/call.ts';
import { CredentialGate } from '../work/credential.ts';

/** An answer of `doctor`, with whose it is. */
export interface NamedCheck extends Check {
  readonly of: { readonly kind: 'target' | 'source'; readonly id: string };
}

const failed = (error: unknown): Check => {
  if (!isConnectorError(error)) throw error;
  return {
    id: 'connection',
    state: 'problem',
    found: { code: `error.${error.code}`, params: { request: error.request, detail: error.detail } },
    remedy: { code: `error.${error.code}.remedy`, params: {} },
  };
};

/** Asks every target and every source, one after the other, how it is. One that cannot be reached does not hold back the others. */
export async function* checkAll(engine: Engine, signal: AbortSignal): AsyncGenerator<NamedCheck> {
  for (const target of engine.targets.values()) {
    const of = { kind: 'target', id: target.id } as const;
    const gate = new CredentialGate(engine.store.pool, target);
    const call = platformCall(engine, target, { signal, gate, fence: null, forTaking: false });
    try {
      for await (const check of target.target.check(call)) yield { of, ...check };
    } catch (error) {
      yield { of, ...failed(error) };
    } finally {
      await gate.close();
    }
  }
  for (const source of engine.sources.values()) {
    const of = { kind: 'source', id: source.id } as const;
    try {
      for await (const check of source.source.check(sourceCall(signal))) yield { of, ...check };
    } catch (error) {
      yield { of, ...failed(error) };
    }
  }
}

/** Sources have no rations and no fence: they are only read. */
export const sourceCall = (signal: AbortSignal) => ({ signal, before: async () => undefined, after: () => undefined });
