import { expectDone, outcomeOf } from '../outcome.ts';
import type { Member, Place, ToolProbe } from '../tool-probe.ts';
import { filePath, type CloudSite } from './cloud-site.ts';

/** Nextcloud Text opens a document to be written in exactly where its file may be updated (facts, nextcloud.md §7). */
export function padsProbe(site: CloudSite): ToolProbe {
  const at = async (member: Member, { native }: Place): Promise<string> =>
    filePath(site.uidOf(member), `${await site.folderName(native)}/minutes.md`);
  return {
    tool: 'pads',
    async prepare(place, by) {
      expectDone(await site.as(by, 'PUT', await at(by, place), '# Minutes'), `a document for ${place.community}`);
    },
    attempts: {
      async read(member, place) {
        const told = await site.as(member, 'GET', await at(member, place));
        return outcomeOf(told, { done: [200], refused: [403, 404] });
      },
      async edit(member, place) {
        const told = await site.as(member, 'PUT', await at(member, place), `# Minutes, by ${member.name}`);
        return outcomeOf(told, { done: [204], refused: [403, 404, 409] });
      },
    },
  };
}
