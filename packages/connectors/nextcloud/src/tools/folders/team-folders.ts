import type { Call } from '@passerelle/connector-kit';
import { readCapabilities } from '../../client/system.ts';
import type { Session } from '../../session.ts';

/** Whether spaces are team folders here (else folders of the service account, shared with groups). */
export const usesTeamFolders = (session: Session, call: Call): Promise<boolean> => {
  const { teamFolders } = session.config;
  if (teamFolders !== 'auto') return Promise.resolve(teamFolders === 'required');
  return session.hasTeamFolders.get(
    async () => (await readCapabilities(session, call)).capabilities.groupfolders !== undefined,
  );
};
