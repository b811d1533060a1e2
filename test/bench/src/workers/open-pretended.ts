import { randomBytes } from 'node:crypto';
import { createHttpClient, silent } from '@passerelle/connector-kit';
import { closeEngine, openEngine, prepareJobs, wakeEngine } from '@passerelle/engine';
import { targetId } from '@passerelle/model';
import { initInstance, openStore } from '@passerelle/store';
import type { OpenPasserelle } from '../passerelle/open-passerelle.ts';
import type { PretendedAddress } from './orders.ts';
import { pretended, pretendedConfig } from './pretended-platform.ts';

/** The engine on platforms that are pretended in this very process. */
export async function openPretended({ database, targets, service }: PretendedAddress): Promise<OpenPasserelle> {
  const store = openStore({ url: database, applicationName: 'passerelle-bench', wake: wakeEngine });
  await initInstance(store);
  await prepareJobs({ store });
  const http = createHttpClient();
  const engine = await openEngine({
    store,
    targets: targets.map((id) => ({ id: targetId(id), connector: pretended(service), config: pretendedConfig, http })),
    sources: [],
    logger: silent,
    randomBytes: (bytes) => randomBytes(bytes),
  });
  return {
    engine,
    async close() {
      await closeEngine(engine);
      await http.close();
      await store.close();
    },
  };
}
