import {
  modalities,
  type Community,
  type LocalDate,
  type LocalTime,
  type Meeting,
  type MeetingFields,
  type Modality,
} from '@passerelle/model';
import { dayOf } from '../acts/dates.ts';
import { CliError } from '../runtime/cli-error.ts';
import { localTimeOf, movedEnd, timeOf } from './times.ts';

type Options = Readonly<Record<string, unknown>>;

const needed = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new CliError('cli.usage.missing-argument', { what, command: 'meeting' });
  return value;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Undefined where none was said. @throws CliError where several were */
function modalityOf(options: Options): Modality | undefined {
  const flags: Readonly<Record<Modality, string>> = { 'on-site': 'onSite', remote: 'remote', hybrid: 'hybrid' };
  const said = modalities.filter((modality) => options[flags[modality]] === true);
  if (said.length > 1) throw new CliError('cli.several-modalities');
  return said[0];
}

/** What is told of a new meeting; the rest is the community's own. @throws CliError */
export function newFields(title: string | undefined, community: Community, options: Options): MeetingFields {
  const on = needed(dayOf(options['on']), '--on');
  const from = needed(timeOf(options['from']), '--from');
  const to = needed(timeOf(options['to']), '--to');
  return {
    title: needed(title, 'title'),
    start: localTimeOf(on, from),
    end: localTimeOf(dayOf(options['until']) ?? on, to),
    zone: textOf(options['zone']) ?? community.zone,
    modality: modalityOf(options) ?? community.modality,
    place: textOf(options['place']) ?? null,
    description: textOf(options['description']) ?? '',
  };
}

const dateOf = (time: LocalTime): LocalDate => time.slice(0, 10) as LocalDate;
const clockOf = (time: LocalTime): string => time.slice(11);

/** What changes of a meeting. A beginning that moves takes the end along, unless that was told too. @throws CliError */
export function changedFields(before: Meeting, options: Options): Partial<MeetingFields> {
  const on = dayOf(options['on']);
  const from = timeOf(options['from']);
  const to = timeOf(options['to']);
  const until = dayOf(options['until']);
  const start = localTimeOf(on ?? dateOf(before.start), from ?? clockOf(before.start));
  const moved = movedEnd(before, start);
  const end = localTimeOf(until ?? dateOf(moved), to ?? clockOf(moved));
  const title = textOf(options['title']);
  const zone = textOf(options['zone']);
  const modality = modalityOf(options);
  const place = textOf(options['place']);
  const description = textOf(options['description']);
  return {
    ...(title === undefined ? {} : { title }),
    ...(start === before.start ? {} : { start }),
    ...(end === before.end ? {} : { end }),
    ...(zone === undefined ? {} : { zone }),
    ...(modality === undefined ? {} : { modality }),
    ...(place === undefined ? {} : { place: place === '' ? null : place }),
    ...(description === undefined ? {} : { description }),
  };
}
