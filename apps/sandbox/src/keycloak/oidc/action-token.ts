import { z } from 'zod';
import { setPassword } from '../admin/user-write.ts';
import { findUser } from '../federation/federated-lookup.ts';
import type { Call } from '../http/call.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { type Field, page } from './page.ts';
import { issuerOf } from './token-issue.ts';

const ACTIONS = z.array(z.string());

/** The page behind the link of a mail: choose a password, confirm the address. Other actions are only taken off the list. */
export const actionTokenRoutes: readonly Route[] = (['GET', 'POST'] as const).map((method) => ({
  method,
  pattern: 'login-actions/action-token',
  handle: (call: Call) => actionPage(call, method),
}));

async function actionPage(call: Call, method: 'GET' | 'POST'): Promise<Reply> {
  const { world, realm } = call;
  const key = call.query.get('key') ?? '';
  const payload = await world.keys.verify(key, world.now());
  const actions = ACTIONS.safeParse(payload?.['rqac']);
  const user = await findUser(world, realm, payload?.sub ?? '');
  const good = payload?.['typ'] === 'execute-actions' && payload.iss === issuerOf(world, realm);
  if (!good || !actions.success || user?.enabled !== true)
    return page(call, { title: 'login', status: 400, alert: 'badLink' });
  const choosing = actions.data.includes('UPDATE_PASSWORD');
  const form = new URLSearchParams(call.body);
  const chosen = form.get('password-new') ?? '';
  const agreed = !choosing || (chosen !== '' && chosen === form.get('password-confirm'));
  if (method === 'POST' && agreed) {
    if (choosing) setPassword(call, user, chosen, false);
    user.requiredActions = user.requiredActions.filter((action) => !actions.data.includes(action));
    // Whoever opened the link reads that mailbox.
    user.emailVerified = true;
    world.touch();
    return page(call, { title: 'login', notice: 'done' });
  }
  const passwords: Field[] = [
    { name: 'password-new', label: 'newPassword', type: 'password', autocomplete: 'new-password' },
    { name: 'password-confirm', label: 'newPasswordAgain', type: 'password', autocomplete: 'new-password' },
  ];
  return page(call, {
    title: choosing ? 'newPassword' : 'confirm',
    alert: method === 'POST' ? 'mismatch' : undefined,
    form: {
      action: `${issuerOf(world, realm)}/login-actions/action-token?key=${encodeURIComponent(key)}`,
      fields: choosing ? passwords : [],
      submit: choosing ? 'save' : 'confirm',
    },
  });
}
