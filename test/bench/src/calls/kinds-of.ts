import type { SeenCall } from '../stand-ins/orders.ts';

/** `12 × PUT /groups/:id/members`: calls counted by kind, numbers left out, the most frequent first. */
export function kindsOf(calls: readonly SeenCall[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { method, path } of calls) {
    const kind = `${method} ${(path.split('?')[0] ?? '').replace(/[^/]*\d[^/]*(?=\/|$)/g, (part) => (/^v\d\.php$/.test(part) ? part : ':id'))}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${count} × ${kind}`);
}
