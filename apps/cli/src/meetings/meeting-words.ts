import { labelOfModality, type LocalTime, type Meeting, type MeetingFields } from '@passerelle/model';
import type { Speaker } from '../texts/texts.ts';

const dayInWords = (time: LocalTime, { language }: Speaker): string =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(
    new Date(`${time}:00Z`),
  );
const clockOf = (time: LocalTime): string => time.slice(11);

/** "samedi 12 décembre 2026, de 14:00 à 16:00 (Europe/Paris)" */
export function whenInWords({ start, end, zone }: Pick<Meeting, 'start' | 'end' | 'zone'>, say: Speaker): string {
  const params = { day: dayInWords(start, say), from: clockOf(start), to: clockOf(end), zone };
  return start.slice(0, 10) === end.slice(0, 10)
    ? say('meeting.when', params)
    : say('meeting.when-days', { ...params, last: dayInWords(end, say) });
}

/** What is told of a meeting, a line each. */
export function meetingLines(meeting: MeetingFields, say: Speaker): readonly string[] {
  const { title, modality, place, description } = meeting;
  const how = labelOfModality(modality, say.language);
  return [
    say('meeting.line', { title, when: whenInWords(meeting, say) }),
    place === null || modality === 'remote' ? how : `${how} · ${place}`,
    ...(description === '' ? [] : [description]),
  ];
}

/** What changes, a line each: what it was, what it will be. */
export function changeLines(before: Meeting, after: Meeting, say: Speaker): readonly string[] {
  const moves: readonly (readonly [string, string, string])[] = [
    ['title', before.title, after.title],
    ['when', whenInWords(before, say), whenInWords(after, say)],
    ['modality', labelOfModality(before.modality, say.language), labelOfModality(after.modality, say.language)],
    ['place', before.place ?? '—', after.place ?? '—'],
    ['description', before.description || '—', after.description || '—'],
  ];
  return moves
    .filter(([, was, is]) => was !== is)
    .map(([field, was, is]) => say('meeting.change', { field: say(`meeting.field.${field}`), was, is }));
}
