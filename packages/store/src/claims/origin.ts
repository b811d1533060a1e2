import { sourceId, type Origin } from '@passerelle/model';

/** The origin that a stored key names. */
export function originOf(key: string): Origin {
  if (key === 'hand' || key === 'file') return { kind: key };
  if (key.startsWith('source:')) return { kind: 'source', source: sourceId(key.slice('source:'.length)) };
  throw new Error(`unknown origin: ${key}`);
}
