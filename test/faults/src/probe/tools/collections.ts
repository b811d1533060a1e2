import type { Tool } from '@passerelle/model';
import { expectDone, outcomeOf } from '../outcome.ts';
import type { Member, Place, ToolProbe } from '../tool-probe.ts';
import type { CloudSite } from './cloud-site.ts';

interface Kind {
  readonly tool: Tool;
  readonly home: string;
  readonly type: string;
  readonly ending: string;
  readonly object: (uid: string) => string;
}

const meeting = (uid: string): string =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//probe//', 'BEGIN:VEVENT', `UID:${uid}`],
    ...['DTSTAMP:20261124T080000Z', 'DTSTART:20270104T130000Z', 'DTEND:20270104T140000Z', 'SUMMARY:Meeting'],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
const card = (uid: string): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', `UID:${uid}`, 'FN:Somebody', 'N:;Somebody;;;', 'END:VCARD', ''].join('\r\n');

const calendar: Kind = {
  tool: 'calendar',
  home: '/remote.php/dav/calendars',
  type: 'text/calendar',
  ending: 'ics',
  object: meeting,
};
const contacts: Kind = {
  tool: 'contacts',
  home: '/remote.php/dav/addressbooks/users',
  type: 'text/vcard',
  ending: 'vcf',
  object: card,
};

/** Members find it in their own home, with its owner's name behind: `icane_shared_by_passerelle`. */
function collectionProbe(site: CloudSite, { tool, home, type, ending, object }: Kind): ToolProbe {
  const at = (member: Member, { native }: Place, name: string): string => {
    const [, owner = '', uri = ''] = /^[a-z]+:([^/]+)\/(.+)$/.exec(native) ?? [];
    const mine = [site.uidOf(member), `${uri}_shared_by_${owner}`, `${name}.${ending}`];
    return `${home}/${mine.map(encodeURIComponent).join('/')}`;
  };
  const put = (member: Member, place: Place, name: string) =>
    site.as(member, 'PUT', at(member, place, name), object(`${place.community}-${name}`), { 'content-type': type });
  const nameOf = ({ name }: Member): string => `by-${name.replaceAll(/[^a-z0-9]+/gi, '-')}`;
  return {
    tool,
    async prepare(place, by) {
      expectDone(await put(by, place, 'to-be-seen'), `something in the ${tool} of ${place.community}`);
    },
    attempts: {
      async see(member, place) {
        const told = await site.as(member, 'GET', at(member, place, 'to-be-seen'));
        return outcomeOf(told, { done: [200], refused: [403, 404] });
      },
      async add(member, place) {
        const told = await put(member, place, nameOf(member));
        // To whoever only reads, what they would write in looks as if it were not there: 404.
        return outcomeOf(told, { done: [201, 204], refused: [403, 404] });
      },
    },
  };
}

export const calendarProbe = (site: CloudSite): ToolProbe => collectionProbe(site, calendar);
export const contactsProbe = (site: CloudSite): ToolProbe => collectionProbe(site, contacts);
