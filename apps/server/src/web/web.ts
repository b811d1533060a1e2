import type { Engine, EngineTarget } from '@passerelle/engine';
import { html, type Html } from '@passerelle/html';
import type { Request, Response } from 'express';
import { loginService, type LoginService } from '../login/login-service.ts';
import type { LoggedIn } from '../login/logged-in.ts';
import { csrfToken } from '../login/secrets.ts';
import { SecretCookie } from './cookies.ts';
import { fill, languageOf, pageTexts, type PageLanguage, type PageTexts } from './language.ts';
import { pageHtml, sendPage } from './page.ts';
import type { WebOptions } from './web-options.ts';

/** Everything that the pages work with. */
export interface Web {
  readonly engine: Engine;
  readonly options: WebOptions;
  readonly service: LoginService;
  readonly session: SecretCookie;
  readonly attempt: SecretCookie;
  /** Platforms with a door of this kind, in the order of their ids. */
  readonly doors: <K extends keyof NonNullable<EngineTarget['target']['doors']>>(kind: K) => readonly DoorOf<K>[];
}
export interface DoorOf<K extends keyof NonNullable<EngineTarget['target']['doors']>> {
  readonly target: EngineTarget;
  readonly door: NonNullable<NonNullable<EngineTarget['target']['doors']>[K]>;
}

export function openWeb(engine: Engine, options: WebOptions): Web {
  const isSecure = options.publicUrl.startsWith('https:');
  return {
    engine,
    options,
    service: loginService(options),
    session: new SecretCookie('passerelle', isSecure),
    attempt: new SecretCookie('passerelle-login', isSecure),
    doors: (kind) =>
      [...engine.targets.values()]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap((target) => {
          const door = target.target.doors?.[kind];
          return door === undefined ? [] : [{ target, door }];
        }),
  };
}

/** One answer under way: its language, its words, and how a page is sent. */
export interface Answering {
  readonly language: PageLanguage;
  readonly texts: PageTexts;
  readonly say: (key: keyof PageTexts, params?: Readonly<Record<string, string | number>>) => string;
  readonly page: (page: {
    readonly status?: number;
    readonly title: string;
    readonly body: Html;
    readonly who?: LoggedIn | null;
    readonly refresh?: number;
  }) => void;
}

export function answering(web: Web, request: Request, response: Response): Answering {
  const language = languageOf(request, response, web.options.language);
  const texts = pageTexts[language];
  // Forms lead on to where their answer redirects to: browsers hold both against this list.
  const onward = [
    web.options.login.issuer,
    ...web.doors('video').map(({ door }) => door.url),
    ...web.doors('forum').map(({ door }) => door.url),
  ].map((address) => new URL(address).origin);
  return {
    language,
    texts,
    say: (key, params = {}) => fill(texts[key], params),
    page({ status = 200, title, body, who = null, refresh }) {
      const person = who === null ? null : { name: who.person.displayName, csrf: csrfToken(who.secret) };
      const text = pageHtml(language, request.path, {
        title,
        body,
        person,
        ...(refresh === undefined ? {} : { refresh }),
      });
      sendPage(response, status, text, onward);
    },
  };
}

/** A page of some sentences, for what went no further. */
export const sentences = (...lines: readonly string[]): Html => html`${lines.map((line) => html`<p>${line}</p>`)}`;

/** Somebody's words from a form: one line, trimmed, within a length. Empty when it was nothing of the kind. */
export function lineOf(value: unknown, longest: number): string {
  if (typeof value !== 'string') return '';
  return value
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, longest);
}
