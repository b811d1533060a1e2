import type { ClientState } from '../state/realm-state.ts';

/** Whether a client may be sent back to this address: an exact one, or a pattern that ends in a star. */
export function redirectFits(client: ClientState, uri: string): boolean {
  const patterns = client.settings['redirectUris'];
  const list = Array.isArray(patterns) ? patterns.filter((each) => typeof each === 'string') : [];
  return list.some((pattern) => {
    if (!pattern.endsWith('*')) return uri === pattern;
    return !uri.includes('/../') && uri.startsWith(pattern.slice(0, -1));
  });
}
