import type { Place, ToolProbe } from '../tool-probe.ts';

/** A mailing list as the world sees it: mails that come in, mails that go out. Subjects are unique: by them a mail is known everywhere. */
export interface ListSite {
  /** Brings a mail as a mail server does, and says what became of it. */
  post(mail: { readonly from: string; readonly list: string; readonly subject: string }): Promise<Fate>;
  /** To whom a post went, in lower case. Waits until it has gone to somebody. */
  receivers(subject: string): Promise<readonly string[]>;
  /** Who was told that a post of this sender waits, in lower case. Waits until somebody was. */
  told(list: string, sender: string): Promise<readonly string[]>;
  /** Whether the list's own interface for moderators lets this address decide. */
  mayDecide(list: string, address: string): Promise<boolean>;
  /** A moderator's yes. */
  accept(list: string, subject: string): Promise<void>;
}
export type Fate = 'distributed' | 'held' | 'rejected';

const inAddress = (text: string): string => text.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();

export function listProbe(site: ListSite): ToolProbe {
  const subjectFor = ({ community }: Place, ending: string): string => `${community} ${ending}`;
  const from = (place: Place, address: string, ending: string): Promise<Fate> =>
    site.post({ from: address, list: place.native, subject: subjectFor(place, ending) });
  const outsider = (place: Place, ending: string): string =>
    `${inAddress(`${place.community} ${ending}`)}@elsewhere.example`;
  const once = new Map<string, Promise<void>>();
  const onceFor = (place: Place, ending: string, work: () => Promise<void>): Promise<void> => {
    const key = subjectFor(place, ending);
    const begun = once.get(key) ?? work();
    once.set(key, begun);
    return begun;
  };
  return {
    tool: 'list',
    // A list holds nothing: what is tried is tried with mails that come in now.
    prepare: () => Promise.resolve(),
    attempts: {
      async receive({ email }, place) {
        const ending = 'for everybody';
        // Whoever may post here or not: what a moderator lets through goes to everybody who receives.
        await onceFor(place, ending, async () => {
          const fate = await from(place, outsider(place, ending), ending);
          if (fate !== 'held') throw new Error(`a stranger's post was ${fate}`);
          await site.accept(place.native, subjectFor(place, ending));
        });
        const receivers = await site.receivers(subjectFor(place, ending));
        return receivers.includes(email.toLowerCase()) ? 'done' : 'refused';
      },
      async post({ email, name }, place) {
        return (await from(place, email, `by ${name}`)) === 'distributed' ? 'done' : 'refused';
      },
      async 'post-as-stranger'({ name }, place) {
        const ending = `by ${name} from elsewhere`;
        return (await from(place, outsider(place, ending), ending)) === 'distributed' ? 'done' : 'refused';
      },
      async moderate({ email }, place) {
        const ending = 'to be decided';
        await onceFor(place, ending, async () => {
          await from(place, outsider(place, ending), ending);
        });
        const told = await site.told(place.native, outsider(place, ending));
        const isTold = told.includes(email.toLowerCase());
        const may = await site.mayDecide(place.native, email);
        if (may === isTold) return may ? 'done' : 'refused';
        throw new Error(`${email} ${may ? 'decides without being told' : 'is told and may not decide'}`);
      },
    },
  };
}
