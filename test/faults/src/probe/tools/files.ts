import { expectDone, outcomeOf } from '../outcome.ts';
import type { Member, Place, ToolProbe } from '../tool-probe.ts';
import { filePath, type CloudSite } from './cloud-site.ts';

/** @param outsider somebody of another community, with whom a file is shared */
export function filesProbe(site: CloudSite, outsider: Member): ToolProbe {
  const at = async (member: Member, { native }: Place, name: string): Promise<string> =>
    filePath(site.uidOf(member), `${await site.folderName(native)}/${name}`);
  const bin = (member: Member): string => `to be deleted by ${member.name}.txt`;
  return {
    tool: 'files',
    async prepare(place, by, members) {
      for (const name of ['to be read.txt', ...members.map(bin)])
        expectDone(
          await site.as(by, 'PUT', await at(by, place, name), 'from the community'),
          `a file for ${place.community}`,
        );
    },
    attempts: {
      async read(member, place) {
        const told = await site.as(member, 'GET', await at(member, place, 'to be read.txt'));
        return outcomeOf(told, { done: [200], refused: [403, 404] });
      },
      async write(member, place) {
        const told = await site.as(member, 'PUT', await at(member, place, `written by ${member.name}.txt`), 'mine');
        // Where nothing of the community is mounted, its folder is no folder of the member's: 409.
        return outcomeOf(told, { done: [201, 204], refused: [403, 404, 409] });
      },
      async delete(member, place) {
        const told = await site.as(member, 'DELETE', await at(member, place, bin(member)));
        return outcomeOf(told, { done: [204], refused: [403, 404] });
      },
      async share(member, place) {
        const told = await site.as(member, 'POST', '/ocs/v2.php/apps/files_sharing/api/v1/shares', {
          path: `/${await site.folderName(place.native)}/to be read.txt`,
          shareType: 0,
          shareWith: site.uidOf(outsider),
          permissions: 1,
        });
        return outcomeOf(told, { done: [200], refused: [403, 404] });
      },
    },
  };
}
