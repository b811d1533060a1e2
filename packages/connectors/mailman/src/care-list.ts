import { ConnectorError, type Call } from '@passerelle/connector-kit';
import { createList, patchConfig, readInfo, readList } from './client/lists.ts';
import { problem, refused, titled, wordsOf } from './client/request.ts';
import { careKey, keyIn, listInfo } from './list-info.ts';
import { careId, type Session } from './session.ts';

const notOurs = (session: Session): ConnectorError =>
  new ConnectorError({
    code: 'taken',
    retry: 'never',
    scope: 'target',
    request: titled('look for our hidden list'),
    detail: `a list ${session.config.careList}@${session.config.domain} is there that is not ours: choose another name in careList`,
  });

/** Nobody can write to it, and nobody sees it. */
const settings = (store: string | null) => ({
  info: listInfo(careKey, store),
  display_name: 'Passerelle',
  description: 'Passerelle',
  advertised: false,
  archive_policy: 'never',
  default_member_action: 'discard',
  default_nonmember_action: 'discard',
  subscription_policy: 'moderate',
  send_welcome_message: false,
  send_goodbye_message: false,
  admin_immed_notify: false,
  respond_to_post_requests: false,
  member_roster_visibility: 'moderators',
});

/** Whether our hidden list is there. @throws ConnectorError `taken` where another list has its name */
export const hasCareList = async (session: Session, call: Call): Promise<boolean> => {
  if (session.care.peek() === true) return true;
  const list = await readList(session, call, careId(session));
  if (list === null) return false;
  if (keyIn(await readInfo(session, call, careId(session))) !== careKey) {
    // Made by us, and our worker died before its settings were written: nobody is on it then.
    if (list.members > 0) throw notOurs(session);
    return false;
  }
  session.care.set(true);
  return true;
};

/** Made when it is first needed. */
export const makeCareList = async (session: Session, call: Call): Promise<void> => {
  if (await hasCareList(session, call)) return;
  const { careList, domain } = session.config;
  const response = await createList(session, call, `${careList}@${domain}`);
  if (response.status !== 201 && wordsOf(response) !== 'Mailing list exists') {
    if (wordsOf(response).startsWith('Domain does not exist')) {
      throw problem('make our hidden list', `Mailman has no domain ${domain}`, 'rejected', 'target');
    }
    throw refused(session, response, 'make our hidden list');
  }
  await patchConfig(session, call, careId(session), settings(null));
  session.care.set(true);
};
