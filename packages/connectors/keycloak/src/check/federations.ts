import type { Call, Check } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import { federationsOf } from '../client/federations.ts';
import type { Session } from '../session.ts';

/** Whether the way in which the directory feeds the realm goes with where the claim comes from (docs/adr, the stable claim). */
export async function* checkFederations(session: Session, call: Call): AsyncGenerator<Check> {
  const { claim } = session.config;
  const federations = await federationsOf(session, call);
  if (federations.length === 0) {
    const found = message('keycloak.check.federation.none');
    yield { id: 'keycloak.federation', state: 'ok', found, remedy: null };
    return;
  }
  for (const federation of federations) {
    const mode = federation.config?.['editMode']?.[0] ?? 'READ_ONLY';
    const name = federation.name ?? federation.id;
    const id = `keycloak.federation.${federation.id}`;
    const params = { name, mode, claim };
    if (claim === 'attribute' && mode === 'READ_ONLY') {
      const remedy = message('keycloak.check.federation.read-only.remedy', params);
      yield { id, state: 'problem', found: message('keycloak.check.federation.read-only', params), remedy };
    } else if (mode === 'WRITABLE') {
      const remedy = message('keycloak.check.federation.writable.remedy', params);
      yield { id, state: 'warning', found: message('keycloak.check.federation.writable', params), remedy };
    } else if (federation.config?.['importEnabled']?.[0] === 'false') {
      const remedy = message('keycloak.check.federation.no-import.remedy', params);
      yield { id, state: 'problem', found: message('keycloak.check.federation.no-import', params), remedy };
    } else {
      yield { id, state: 'ok', found: message('keycloak.check.federation.ok', params), remedy: null };
    }
  }
}
