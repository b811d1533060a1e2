import { originKey } from './membership.ts';
import { message, type Message } from './message.ts';
import type { Reason } from './standing.ts';

/** Why somebody holds a station, as a message: "actif par une saisie à la main, du 1 janvier 2027 au 31 décembre 2027". For `sayInWords`. */
export function reasonMessage(reason: Reason): Message {
  if (reason.kind === 'turn')
    return message('reason.turn', { date: reason.meeting, from: reason.from, until: reason.until });
  const { from, until } = reason;
  switch (reason.kind) {
    case 'membership': {
      const params = { participation: reason.participation, origin: originKey(reason.origin), from };
      return until === null
        ? message('reason.membership-open', params)
        : message('reason.membership', { ...params, until });
    }
    case 'assignment': {
      const params = { origin: originKey(reason.origin), from };
      return until === null
        ? message('reason.assignment-open', params)
        : message('reason.assignment', { ...params, until });
    }
    case 'deputyship': {
      const params = { holder: reason.deputyFor, origin: originKey(reason.origin), from };
      return until === null
        ? message('reason.deputyship-open', params)
        : message('reason.deputyship', { ...params, until });
    }
  }
}
