import { loginAnswer, readDiscourseConnect, signDiscourseConnect, type Engine } from '@passerelle/engine';
import { expectDone, fieldOf, type Told } from '../outcome.ts';
import type { Member } from '../tool-probe.ts';
import type { ForumSite } from '../tools/forum.ts';
import { careGroup, forumSecret } from './stand-ins.ts';
import { forum } from './targets.ts';

/** Everybody logs in through Passerelle, as the forum asks for it (DiscourseConnect), and keeps their browser open. */
export function forumBrowsers(engine: Engine, url: string): ForumSite {
  const open = new Map<string, Promise<Browser>>();
  return {
    async as(member, method, path, body) {
      const browser = open.get(member.person) ?? logIn(engine, url, member);
      open.set(member.person, browser);
      return (await browser)(method, path, body);
    },
  };
}
type Browser = (method: string, path: string, body?: Readonly<Record<string, string>>) => Promise<Told>;

async function logIn(engine: Engine, url: string, member: Member): Promise<Browser> {
  let cookie = '';
  let csrf = '';
  const send = async (method: string, address: string, body?: Readonly<Record<string, string>>) => {
    const response = await fetch(new URL(address, url), {
      method,
      redirect: 'manual',
      headers: { cookie, accept: 'application/json', 'x-csrf-token': csrf },
      ...(body === undefined ? {} : { body: new URLSearchParams(body) }),
    });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return { status: response.status, text: await response.text(), location: response.headers.get('location') ?? '' };
  };
  const asked = new URL((await send('GET', '/session/sso?return_path=/latest')).location);
  const request = readDiscourseConnect({
    query: asked.search,
    secret: forumSecret,
    returnUrls: [`${url}/session/sso_login`],
  });
  if (!request.read) throw new Error(`the forum's question could not be read: ${request.because}`);
  const answer = await loginAnswer(engine, {
    target: forum,
    person: member.person,
    nonce: request.nonce,
    returnUrl: request.returnUrl,
    email: { address: member.email, verified: true },
    accountGroup: careGroup,
  });
  if (!answer.answered) throw new Error(`${member.name} was not let in: ${answer.because}`);
  const signed = signDiscourseConnect({ payload: answer.payload, secret: forumSecret, returnUrl: answer.returnUrl });
  const back = await send('GET', signed.url);
  if (back.status !== 302)
    throw new Error(`${member.name} could not log in: ${back.status} ${back.text.slice(0, 200)}`);
  csrf = String(fieldOf(expectDone(await send('GET', '/session/csrf.json'), 'a token'), 'csrf'));
  return send;
}
