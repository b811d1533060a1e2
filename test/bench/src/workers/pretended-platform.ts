import { setTimeout as wait } from 'node:timers/promises';
import { nextcloud, type NextcloudConfig } from '@passerelle/connector-nextcloud';
import type { Batch, Call, Outcome, TargetConnector } from '@passerelle/connector-kit';

/** What it calls a thing is what we call it. */
function nativeOf({ change }: Batch['operations'][number]): string | undefined {
  if (change.verb !== 'create') return undefined;
  if (change.kind === 'account') return change.person;
  return change.kind === 'group' || change.kind === 'space' ? change.name : undefined;
}

/** A batch is one call: asked for, waited for, answered. */
async function apply(batch: Batch, call: Call, service: number): Promise<readonly Outcome[]> {
  await call.before(null);
  if (service > 0) await wait(service);
  call.after('answered');
  return batch.operations.map((operation): Outcome => {
    const native = nativeOf(operation);
    return { id: operation.id, result: 'applied', ...(native === undefined ? {} : { native }) };
  });
}

/**
 * A Nextcloud that costs nothing but time: its manifest is the real one, its calls take so many milliseconds and succeed. It keeps nothing and has nothing
 * to show, so what is measured is the engine and PostgreSQL.
 */
export const pretended = (service: number): TargetConnector<NextcloudConfig> => ({
  ...nextcloud,
  use: () => ({ accountMode: { local: 'create', directory: 'create' }, rations: [], credential: 'none' }),
  connect: () => ({
    async *check() {
      // Nothing to say.
    },
    async *observe() {
      // There is nothing to see.
    },
    apply: (batch, call) => apply(batch, call, service),
    close: async () => undefined,
  }),
});

export const pretendedConfig: NextcloudConfig = nextcloud.manifest.config.parse({
  url: 'http://cloud.invalid',
  credentials: { user: 'passerelle', password: 'none' },
});
