import { originKey } from './membership.ts';
import { message, type Message } from './message.ts';
import type { Reason } from './standing.ts';
import { always } from './validity.ts';

/** The four ways in which a claim can begin and end, for each kind: a claim without a beginning names none. */
const codes = {
  membership: ['reason.membership', 'reason.membership-open', 'reason.membership-until', 'reason.membership-always'],
  assignment: ['reason.assignment', 'reason.assignment-open', 'reason.assignment-until', 'reason.assignment-always'],
  deputyship: ['reason.deputyship', 'reason.deputyship-open', 'reason.deputyship-until', 'reason.deputyship-always'],
} as const;

/** Why somebody holds a station, as a message: "actif par une saisie à la main, du 1 janvier 2027 au 31 décembre 2027". For `sayInWords`. */
export function reasonMessage(reason: Reason): Message {
  if (reason.kind === 'turn')
    return message('reason.turn', { date: reason.meeting, from: reason.from, until: reason.until });
  const { from, until } = reason;
  const [both, open, ending, ever] = codes[reason.kind];
  const code = from === always ? (until === null ? ever : ending) : until === null ? open : both;
  const who =
    reason.kind === 'membership'
      ? { participation: reason.participation }
      : reason.kind === 'deputyship'
        ? { holder: reason.deputyFor }
        : {};
  const dates = { ...(from === always ? {} : { from }), ...(until === null ? {} : { until }) };
  return message(code, { ...who, origin: originKey(reason.origin), ...dates });
}
