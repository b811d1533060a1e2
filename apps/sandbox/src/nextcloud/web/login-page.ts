import type { OidcSettings } from '../options.ts';
import { html, nothing, type Html } from './html.ts';
import type { Language, TextKey, Texts } from './language.ts';

/** The log-in form, with what went wrong before, and the way through the OpenID Connect provider where there is one. */
export const loginPage = (
  language: Language,
  texts: Texts,
  given: { readonly problem?: TextKey | undefined; readonly login?: string; readonly oidc: OidcSettings | null },
): Html => {
  const problem = given.problem === undefined ? nothing : html`<p role="alert">${texts[given.problem]}</p>`;
  const through =
    given.oidc === null
      ? nothing
      : html`<p>
          <a class="button" href="/index.php/apps/user_oidc/login/${String(given.oidc.providerId)}?lang=${language}"
            >${texts.enterWith} ${given.oidc.label}</a
          >
        </p>`;
  return html`<h1>${texts.enter}</h1>
    ${problem} ${through}
    <form method="post" action="/index.php/login?lang=${language}">
      <label for="user">${texts.login}</label>
      <input
        id="user"
        name="user"
        value="${given.login ?? ''}"
        autocomplete="username"
        autocapitalize="none"
        required
      />
      <label for="password">${texts.password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required />
      <button type="submit">${texts.enter}</button>
    </form>`;
};
