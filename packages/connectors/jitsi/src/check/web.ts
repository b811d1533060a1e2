import { ConnectorError, errorOfStatus, isHtml, type Call, type Check } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';
import { finding, ok } from './findings.ts';
import { trying, why } from './trying.ts';

/** Seconds of difference that a token with its margin of ten survives. */
const clockTolerance = 8;

/** What `config.js` says outright: `domain: 'meet.jitsi'`, or Docker's `config.hosts.domain = 'meet.jitsi';`. Comments are left out. */
export function webSetting(script: string, name: string): string | null {
  const code = script.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;,{])\/\/[^\n]*/g, '$1');
  const found = new RegExp(`(?:^|[\\s.,{'"])${name}['"]?\\s*[:=]\\s*(?:'([^']*)'|"([^"]*)"|(true|false))`, 'm').exec(
    code,
  );
  return found === null ? null : (found[1] ?? found[2] ?? found[3] ?? null);
}

/** Looks at the web server as everybody's browser does: its clock, and what its `config.js` tells. */
export async function* checkWeb(session: Session, call: Call): AsyncGenerator<Check> {
  const { config, context, settings, rooms } = session;
  const answer = await trying(async () => {
    const name = 'jitsi: read config.js';
    const response = await context.http.send(
      { name, method: 'GET', url: `${config.url}/config.js`, maxBytes: 4 << 20 },
      call,
    );
    const from = { now: context.now(), redact: session.redact };
    if (response.status !== 200) throw errorOfStatus(response, name, from);
    const detail = 'no config.js there';
    if (isHtml(response))
      throw new ConnectorError({
        code: 'unexpected-answer',
        retry: 'backoff',
        scope: 'operation',
        request: name,
        detail,
      });
    return response;
  });
  if ('error' in answer) {
    yield finding('reach', 'problem', 'reach.problem', { why: why(answer.error) });
    return;
  }
  yield ok('reach', 'reach.ok');
  yield clock(answer.value.headers['date'], context.now());
  const script = answer.value.text;
  yield compared('domain', 'domain', webSetting(script, 'domain'), settings.domain);
  yield compared('rooms', 'rooms', webSetting(script, 'muc'), rooms);
  if ((webSetting(script, 'anonymousdomain') ?? '') === '') yield ok('guests', 'guests.ok');
  else yield finding('guests', 'warning', 'guests.open');
}

/** Prosody has no leeway for `nbf`; the web server's clock stands for it, since they are one machine as a rule. */
function clock(date: string | undefined, now: number): Check {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return finding('clock', 'unknown', 'clock.unknown');
  const seconds = Math.round((theirs - now) / 1000);
  return Math.abs(seconds) <= clockTolerance
    ? ok('clock', 'clock.ok')
    : finding('clock', 'problem', 'clock.off', { seconds });
}

function compared(id: string, code: string, theirs: string | null, ours: string): Check {
  // Built from others (`'conference.' + subdomain + 'meet.example.org'`): cannot be read from outside.
  if (theirs === null || !/^[\w-]+(?:\.[\w-]+)+$/.test(theirs))
    return finding(id, 'unknown', `${code}.unknown`, { ours });
  return theirs.toLowerCase() === ours
    ? ok(id, `${code}.ok`, { ours })
    : finding(id, 'problem', `${code}.other`, { ours, theirs });
}
