import type { Probed } from './probe-person.ts';

/** The answer for programs. Names of actions are those of the table of actions; no token, no address. */
export const documentOf = ({ why: { person, community, standings }, tools, platforms }: Probed): object => ({
  person,
  community,
  stations: standings.map(({ station }) => station),
  tools: tools.map(({ actions, ...tool }) => ({
    ...tool,
    actions: Object.fromEntries(actions.map(({ action: { name }, may }) => [name, may])),
  })),
  platforms,
});
