import { overlaps } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import type { ConfiguredSource, ConfiguredTarget } from './config.ts';
import type { Problem } from './problems-of.ts';

/** A platform that would write where people are read from: what it makes would come back as people and groups. */
export function territoryProblems(
  sources: readonly ConfiguredSource[],
  targets: readonly ConfiguredTarget[],
): readonly Problem[] {
  return targets.flatMap(({ id: target, connector: to, config: written }) =>
    sources.flatMap(({ id: source, connector: from, config: read }): readonly Problem[] => {
      const reads = from.reads?.(read) ?? [];
      const clash = (to.writes?.(written) ?? []).find((place) => reads.some((other) => overlaps(place, other)));
      if (clash === undefined) return [];
      const place = clash.slice(1).toReversed().join(',');
      return [{ path: ['targets', target], message: message('config.target-in-source', { source, place }) }];
    }),
  );
}
