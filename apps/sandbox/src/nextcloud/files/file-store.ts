import type { Platform } from '../platform.ts';
import type { FileNode, NextcloudState } from '../state.ts';

/** Paths have no slash at either end; the root of a storage is the empty path. */
export const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/');
export const nameOf = (path: string): string => path.split('/').at(-1) ?? '';

export const nodeAt = (state: NextcloudState, storage: string, path: string): FileNode | undefined =>
  state.files.get(storage)?.get(path);

const newNode = (platform: Platform, kind: FileNode['kind'], content: Buffer): FileNode => ({
  id: platform.state.nextIds.file++,
  kind,
  modified: platform.seconds(),
  content,
});

/** A storage has its root from the first time that somebody looks. */
export const ensureStorage = (platform: Platform, storage: string): Map<string, FileNode> => {
  const known = platform.state.files.get(storage);
  if (known !== undefined) return known;
  const files = new Map([['', newNode(platform, 'folder', Buffer.alloc(0))]]);
  platform.state.files.set(storage, files);
  return files;
};

export const makeFolder = (platform: Platform, storage: string, path: string): FileNode => {
  const node = newNode(platform, 'folder', Buffer.alloc(0));
  ensureStorage(platform, storage).set(path, node);
  return node;
};

/** Writes a file; true when it is a new one. */
export const writeFileAt = (platform: Platform, storage: string, path: string, content: Buffer): boolean => {
  const files = ensureStorage(platform, storage);
  const known = files.get(path);
  if (known === undefined) {
    files.set(path, newNode(platform, 'file', content));
    return true;
  }
  known.content = content;
  known.modified = platform.seconds();
  return false;
};

/** Removes a file or a folder with everything in it, and the shares and rules of what was removed. */
export const removeAt = (state: NextcloudState, storage: string, path: string): void => {
  const files = state.files.get(storage);
  const inside = (other: string): boolean => other === path || other.startsWith(`${path}/`);
  for (const other of [...(files?.keys() ?? [])]) if (inside(other)) files?.delete(other);
  if (storage.startsWith('folder:')) {
    const rules = state.folders.get(Number(storage.slice('folder:'.length)))?.rules;
    for (const other of [...(rules?.keys() ?? [])]) if (inside(other)) rules?.delete(other);
  }
  for (const share of [...state.shares.values()]) {
    if (share.storage === storage && inside(share.path)) state.shares.delete(share.id);
  }
};

export const childrenOf = (state: NextcloudState, storage: string, path: string): [string, FileNode][] =>
  [...(state.files.get(storage) ?? [])].filter(([other]) => other !== '' && parentOf(other) === path).sort();

/** Bytes in a storage, or below one path of it. */
export const usedBytes = (state: NextcloudState, storage: string, path = ''): number => {
  let sum = 0;
  for (const [other, node] of state.files.get(storage) ?? []) {
    if (path === '' || other === path || other.startsWith(`${path}/`)) sum += node.content.length;
  }
  return sum;
};

/** Puts a file or a folder with everything in it somewhere else. Ids stay, and within one storage the shares and rules of what is moved go along. */
export const moveNodes = (
  state: NextcloudState,
  from: { readonly storage: string; readonly path: string },
  to: { readonly storage: string; readonly path: string },
): void => {
  const source = state.files.get(from.storage);
  const target = state.files.get(to.storage);
  if (source === undefined || target === undefined) return;
  const moved = (path: string): string | null =>
    path === from.path || path.startsWith(`${from.path}/`) ? to.path + path.slice(from.path.length) : null;
  for (const [path, node] of [...source]) {
    const at = moved(path);
    if (at === null) continue;
    source.delete(path);
    target.set(at, node);
  }
  for (const share of [...state.shares.values()]) {
    const at = share.storage === from.storage ? moved(share.path) : null;
    if (at === null) continue;
    if (from.storage === to.storage) state.shares.set(share.id, { ...share, path: at });
    else state.shares.delete(share.id);
  }
  if (!from.storage.startsWith('folder:')) return;
  const rules = state.folders.get(Number(from.storage.slice('folder:'.length)))?.rules;
  for (const [path, list] of [...(rules ?? [])]) {
    const at = moved(path);
    if (at === null) continue;
    rules?.delete(path);
    if (from.storage === to.storage) rules?.set(at, list);
  }
};
