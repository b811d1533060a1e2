import { okay, tagged, type Answer, type JsonObject } from './answer.ts';
import { invalid, type Params } from './params.ts';

const whole = (params: Params, name: string): number | undefined => {
  const given = params.text(name);
  if (given === undefined) return undefined;
  if (!/^-?\d+$/.test(given)) throw invalid(name, `invalid literal for int() with base 10: '${given}'`);
  return Number(given);
};

/** A page of things, or all of them. An empty one has no `entries`, and one past the end is no error. */
export const pageOf = <T>(params: Params, all: readonly T[], view: (thing: T) => JsonObject): Answer => {
  const count = whole(params, 'count');
  const page = whole(params, 'page');
  if (page !== undefined && page < 1) throw invalid('page', 'page should be greater than 0');
  const size = count ?? all.length;
  const start = count === undefined ? 0 : ((page ?? 1) - 1) * count;
  const shown = all.slice(start, start + size);
  return okay({
    start,
    total_size: all.length,
    ...(shown.length === 0 ? {} : { entries: shown.map((thing) => tagged(view(thing))) }),
  });
};
