import type { Call } from '../http/call.ts';
import type { Reply } from '../http/reply.ts';

export type Language = 'fr' | 'en';

/** French unless the relying party, the person's browser or the realm says English. */
export function languageOf(call: Call): Language {
  const wanted = call.query.get('ui_locales') ?? call.query.get('kc_locale') ?? call.headers['accept-language'] ?? '';
  for (const part of wanted.split(/[ ,]+/)) {
    const tag = part.slice(0, 2).toLowerCase();
    if (tag === 'fr' || tag === 'en') return tag;
  }
  return call.realm.settings['defaultLocale'] === 'en' ? 'en' : 'fr';
}

export const TEXTS = {
  fr: {
    login: 'Connexion',
    username: 'Nom d’utilisateur ou adresse électronique',
    password: 'Mot de passe',
    submit: 'Se connecter',
    wrong: 'Nom d’utilisateur ou mot de passe incorrect.',
    disabled: 'Ce compte est désactivé. Adressez-vous à votre technicien·ne.',
    expired: 'Cette page de connexion n’est plus valable. Revenez au site d’où vous venez et recommencez.',
    newPassword: 'Choisissez un nouveau mot de passe',
    newPasswordAgain: 'Le même mot de passe, encore une fois',
    save: 'Enregistrer',
    mismatch: 'Les deux mots de passe sont différents.',
    verify: 'Confirmez d’abord votre adresse : ouvrez le lien du message que vous avez reçu.',
    done: 'C’est fait. Vous pouvez fermer cette page et vous connecter.',
    badLink: 'Ce lien n’est plus valable. Demandez qu’on vous en envoie un autre.',
    confirm: 'Confirmer mon adresse',
    logout: 'Voulez-vous vous déconnecter ?',
    logoutSubmit: 'Se déconnecter',
    loggedOut: 'Vous êtes déconnecté·e.',
    badRequest: 'Le site d’où vous venez a envoyé une demande incorrecte.',
    sandbox: 'Bac à sable de Passerelle : n’entrez jamais ici un vrai mot de passe.',
  },
  en: {
    login: 'Sign in',
    username: 'Username or e-mail address',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'Wrong username or password.',
    disabled: 'This account is disabled. Ask your technician.',
    expired: 'This sign-in page is no longer valid. Go back to the site you came from and start again.',
    newPassword: 'Choose a new password',
    newPasswordAgain: 'The same password again',
    save: 'Save',
    mismatch: 'The two passwords differ.',
    verify: 'Confirm your address first: open the link in the message that you received.',
    done: 'Done. You can close this page and sign in.',
    badLink: 'This link is no longer valid. Ask for another one.',
    confirm: 'Confirm my address',
    logout: 'Do you want to sign out?',
    logoutSubmit: 'Sign out',
    loggedOut: 'You are signed out.',
    badRequest: 'The site you came from sent an incorrect request.',
    sandbox: 'Passerelle sandbox: never enter a real password here.',
  },
} as const satisfies Record<Language, Readonly<Record<string, string>>>;
export type TextName = keyof (typeof TEXTS)['fr'];

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

export interface Field {
  readonly name: string;
  readonly label: TextName;
  readonly type: 'text' | 'password';
  readonly autocomplete: string;
  readonly value?: string;
}

/** A whole page, with one form at most; usable by keyboard and screen reader, without any script. */
export function page(
  call: Call,
  content: {
    readonly title: TextName;
    readonly status?: number;
    readonly alert?: TextName | undefined;
    readonly notice?: TextName;
    readonly form?: { readonly action: string; readonly fields: readonly Field[]; readonly submit: TextName };
  },
): Reply {
  const language = languageOf(call);
  const say = TEXTS[language];
  const { form } = content;
  const body = [
    `<h1>${say[content.title]}</h1>`,
    content.alert === undefined ? '' : `<p role="alert" id="problem" class="problem">${say[content.alert]}</p>`,
    content.notice === undefined ? '' : `<p role="status">${say[content.notice]}</p>`,
    form === undefined ? '' : formHtml(form, say, content.alert !== undefined),
  ].join('\n');
  const title = `${say[content.title]} – ${escapeHtml(call.realm.name)}`;
  const html = `<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body><main>${body}</main><footer><p>${say.sandbox}</p></footer></body></html>`;
  return {
    status: content.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'SAMEORIGIN',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    },
    body: html,
  };
}

function formHtml(
  form: { readonly action: string; readonly fields: readonly Field[]; readonly submit: TextName },
  say: Readonly<Record<TextName, string>>,
  invalid: boolean,
): string {
  const described = invalid ? ' aria-invalid="true" aria-describedby="problem"' : '';
  const fields = form.fields.map(
    (field) =>
      `<p><label for="${field.name}">${say[field.label]}</label><input id="${field.name}" name="${field.name}" type="${field.type}" autocomplete="${field.autocomplete}" value="${escapeHtml(field.value ?? '')}" required${described}></p>`,
  );
  const submit = `<p><button type="submit" name="login">${say[form.submit]}</button></p>`;
  return `<form method="post" action="${escapeHtml(form.action)}">${fields.join('')}${submit}</form>`;
}

const STYLE =
  'body{font:1.1rem/1.5 sans-serif;color:#1a1a1a;background:#fff;margin:2rem auto;max-width:26rem;padding:0 1rem}label{display:block;font-weight:bold}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:2px solid #555;border-radius:4px}button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:4px;background:#00538a;color:#fff}:focus-visible{outline:3px solid #00538a;outline-offset:2px}.problem{border-left:4px solid #b00020;padding-left:.7rem}footer{color:#4a4a4a;font-size:.9rem}';
