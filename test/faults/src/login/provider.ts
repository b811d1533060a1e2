import {
  loginAnswer,
  loginDone,
  readDiscourseConnect,
  signDiscourseConnect,
  type LoginAnswer,
} from '@passerelle/engine';
import type { Newcomer } from './people.ts';
import { careGroup, forum, secret, type Scene } from './scene.ts';
import { openVisitor, type Visitor } from './visitor.ts';

export interface Arrival {
  readonly visitor: Visitor;
  /** How the forum took the answer; null when there was none to give. */
  readonly status: number | null;
  readonly answer: LoginAnswer;
}

const used = new Set<string>();

/** What the server will do between the forum's question and its answer, once it knows who is there. */
export async function logIn({ engine, server }: Scene, who: Newcomer): Promise<Arrival> {
  const visitor = openVisitor(server.url);
  const asked = new URL((await visitor.get('/session/sso?return_path=/latest')).location);
  const returnUrls = [`${server.url}/session/sso_login`];
  const request = readDiscourseConnect({ query: asked.search, secret, returnUrls });
  if (!request.read) throw new Error(`the forum's question could not be read: ${request.because}`);
  if (used.has(request.nonce)) throw new Error('a nonce came twice');
  used.add(request.nonce);
  const answer = await loginAnswer(engine, {
    target: forum,
    person: who.id,
    nonce: request.nonce,
    returnUrl: request.returnUrl,
    email: { address: who.address, verified: true },
    accountGroup: careGroup,
  });
  if (!answer.answered) return { visitor, status: null, answer };
  const { url } = signDiscourseConnect({ payload: answer.payload, secret, returnUrl: answer.returnUrl });
  return { visitor, status: (await visitor.get(url)).status, answer };
}

/** As the forum's own word that somebody has logged in would tell it. */
export async function tellDone(scene: Scene, { id }: Newcomer, { answer }: Arrival): Promise<void> {
  if (!answer.answered) throw new Error('there was no answer');
  const user = accountOf(scene, id);
  if (user === null) throw new Error('nobody logged in');
  const groups = groupsOf(scene, id);
  await loginDone(scene.engine, { target: forum, person: id, sent: answer.sent, account: String(user), groups });
}

/** The number of the account that is bound to a person; null: there is none. */
export function accountOf({ server }: Scene, person: string): number | null {
  const bound = [...server.state.users.values()].filter(({ sso }) => sso?.externalId === person);
  if (bound.length > 1) throw new Error(`${person} has ${bound.length} accounts`);
  return bound[0]?.id ?? null;
}

/** Names of the groups of a community, and of our hidden one, that the person is in. */
export function groupsOf(scene: Scene, person: string): readonly string[] {
  const account = accountOf(scene, person);
  if (account === null) return [];
  return [...scene.server.state.groups.values()]
    .filter(({ automatic, members }) => !automatic && members.has(account))
    .map(({ name }) => name)
    .sort();
}
