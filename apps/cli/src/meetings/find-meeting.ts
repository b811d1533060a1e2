import { message, parseDate, type Community, type Meeting } from '@passerelle/model';
import { foldName, listMeetings, type Store } from '@passerelle/store';
import { CliError } from '../runtime/cli-error.ts';
import type { Speaker } from '../texts/texts.ts';
import { whenInWords } from './meeting-words.ts';

/** The one meeting that was meant: by its day, by words of its title, or by the beginning of its id. @throws CliError that names the candidates */
export async function findMeeting(store: Store, community: Community, text: string, say: Speaker): Promise<Meeting> {
  const all = await listMeetings(store, community.id);
  const day = parseDate(text);
  const wanted = foldName(text.trim());
  const found =
    day !== null
      ? all.filter(({ start }) => start.startsWith(day))
      : all.filter(
          ({ id, title }) =>
            (wanted.length >= 4 && id.startsWith(wanted)) || (wanted.length >= 3 && foldName(title).includes(wanted)),
        );
  const [first, second] = found;
  if (first === undefined) throw new CliError('cli.meeting-unknown', { text, community: community.id });
  if (second === undefined) return first;
  throw new CliError(
    'cli.meeting-ambiguous',
    { text },
    found.slice(0, 10).map((meeting) =>
      message('cli.meeting-line', {
        id: meeting.id.slice(0, 8),
        title: meeting.title,
        when: whenInWords(meeting, say),
      }),
    ),
  );
}
