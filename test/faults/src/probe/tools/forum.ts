import { expectDone, fieldOf, outcomeOf, type Told } from '../outcome.ts';
import type { Member, Place, ToolProbe } from '../tool-probe.ts';

/** A Discourse as its members use it: each in a browser of their own, logged in. */
export interface ForumSite {
  as(member: Member, method: string, path: string, body?: Readonly<Record<string, string>>): Promise<Told>;
}

export function forumProbe(site: ForumSite): ToolProbe {
  const topics = new Map<string, number>();
  const forOne = ({ name }: Member): string => `for ${name} to close`;
  const open = async (by: Member, { native, community }: Place, title: string): Promise<number> => {
    const raw = `A topic of ${community}: what do we make of it together?`;
    const body = { title: `${community}: a topic ${title}`, raw, category: native };
    return Number(
      fieldOf(expectDone(await site.as(by, 'POST', '/posts.json', body), `a topic in ${community}`), 'topic_id'),
    );
  };
  const topicFor = ({ community }: Place, title: string): number => topics.get(`${community} ${title}`) ?? 0;
  return {
    tool: 'forum',
    async prepare(place, by, members) {
      for (const title of ['for everybody to read', ...members.map(forOne)])
        topics.set(`${place.community} ${title}`, await open(by, place, title));
    },
    attempts: {
      async open(member, place) {
        const told = await site.as(member, 'GET', `/t/${topicFor(place, 'for everybody to read')}.json`);
        return outcomeOf(told, { done: [200], refused: [403, 404] });
      },
      async reply(member, place) {
        const topic = topicFor(place, 'for everybody to read');
        const raw = `${member.name} thinks that this is worth a longer answer.`;
        const told = await site.as(member, 'POST', '/posts.json', { topic_id: String(topic), raw });
        return outcomeOf(told, { done: [200], refused: [403, 422] });
      },
      async create(member, place) {
        const raw = `${member.name} begins a topic of their own here.`;
        const body = { title: `${place.community}: begun by ${member.name}`, raw, category: place.native };
        const told = await site.as(member, 'POST', '/posts.json', body);
        return outcomeOf(told, { done: [200], refused: [403] });
      },
      async moderate(member, place) {
        const path = `/t/${topicFor(place, forOne(member))}/status.json`;
        const told = await site.as(member, 'PUT', path, { status: 'closed', enabled: 'true' });
        return outcomeOf(told, { done: [200], refused: [403, 404] });
      },
    },
  };
}
