import { Router, type Request, type RequestHandler, type Response } from 'express';
import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import { secretMatches } from '../secret-hash.ts';
import { addressOf } from '../transport/authentication.ts';
import { callValues } from '../transport/call-values.ts';
import { codeFlow } from '../user-oidc/code-flow.ts';
import { ProviderFailure } from '../user-oidc/provider-documents.ts';
import { signIn } from '../user-oidc/sign-in.ts';
import { homePage } from './home-page.ts';
import { page, STYLE } from './html.ts';
import { languageOf, textsIn, type TextKey } from './language.ts';
import { loginPage } from './login-page.ts';
import { rememberedFlow, rememberFlow, webSessions } from './web-sessions.ts';

const CSP = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
export const OIDC_CODE_PATH = '/index.php/apps/user_oidc/code';

const guarded: RequestHandler = (_req, res, next) => {
  res.set({
    'Content-Security-Policy': CSP,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  next();
};

/** Forms are only taken from our own pages. A browser says where a form comes from, other clients say nothing. */
const ownForm: RequestHandler = (req, res, next) => {
  const origin = req.get('origin');
  if (origin === undefined || origin === `http://${req.get('host') ?? ''}`) next();
  else res.status(403).type('text/plain').send('This form comes from another site.');
};

/** The pages for people: log in by password or through the provider, and see what one has here. */
export const webPages = (platform: Platform): Router => {
  const router = Router();
  const sessions = webSessions(platform);
  const flow = codeFlow(platform.fetch, platform.seconds);
  const oidc = () => (platform.apps.has('user_oidc') ? platform.settings.oidc : null);

  const showLogin = (req: Request, res: Response, status: number, problem?: TextKey, login?: string): void => {
    const language = languageOf(req);
    const texts = textsIn(language);
    const body = loginPage(language, texts, { problem, oidc: oidc(), ...(login === undefined ? {} : { login }) });
    res
      .status(status)
      .type('html')
      .send(page(language, texts, body));
  };
  const failed = (req: Request, res: Response, status: number, problem: TextKey, login?: string): void => {
    platform.bruteForce.failed(addressOf(req));
    showLogin(req, res, status, problem, login);
  };
  const home = (req: Request): string => `/?lang=${languageOf(req)}`;
  const redirectUri = (req: Request): string => `http://${req.get('host') ?? ''}${OIDC_CODE_PATH}`;

  router.get('/sandbox.css', guarded, (_req, res) => void res.type('css').send(STYLE));
  router.get(['/', '/index.php', '/index.php/login'], guarded, (req, res) => {
    const current = sessions.current(req);
    if (current === null) showLogin(req, res, 200);
    else if ('ended' in current) showLogin(req, res, 401, current.ended);
    else {
      const language = languageOf(req);
      const texts = textsIn(language);
      res.type('html').send(page(language, texts, homePage(platform, current.account, language, texts)));
    }
  });
  router.post('/index.php/login', guarded, ownForm, (req, res) => {
    if (platform.bruteForce.blocked(addressOf(req))) {
      showLogin(req, res, 429, 'blocked');
      return;
    }
    const values = callValues(req);
    const login = values.text('user') ?? '';
    const account = findAccount(platform.state, login);
    if (account === undefined || !secretMatches(account.uid, values.text('password') ?? '', account.passwordHash)) {
      failed(req, res, 401, 'wrong', login);
    } else if (!account.enabled) failed(req, res, 401, 'disabled', login);
    else {
      sessions.begin(res, account);
      res.redirect(303, home(req));
    }
  });
  router.post('/index.php/logout', guarded, ownForm, (req, res) => {
    sessions.end(req, res);
    res.redirect(303, home(req));
  });

  router.get('/index.php/apps/user_oidc/login/:providerId', guarded, async (req, res, next) => {
    const settings = oidc();
    if (settings === null || String(settings.providerId) !== req.params['providerId']) {
      next();
      return;
    }
    try {
      const { url, state } = await flow.start(settings, redirectUri(req));
      rememberFlow(res, state);
      res.redirect(303, url);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      showLogin(req, res, 502, 'providerFailed');
    }
  });
  router.get(OIDC_CODE_PATH, guarded, async (req, res, next) => {
    const settings = oidc();
    if (settings === null) {
      next();
      return;
    }
    if (platform.bruteForce.blocked(addressOf(req))) {
      showLogin(req, res, 429, 'blocked');
      return;
    }
    const values = callValues(req);
    const [state = '', code] = [values.text('state'), values.text('code')];
    if (state === '' || state !== rememberedFlow(req)) {
      failed(req, res, 403, 'expired');
      return;
    }
    if (code === undefined) {
      showLogin(req, res, 403, 'refusedThere');
      return;
    }
    try {
      const claims = await flow.finish(settings, state, code);
      if (claims === null) {
        failed(req, res, 403, 'expired');
        return;
      }
      const result = signIn(platform, settings, claims);
      if (result.kind === 'refused') {
        failed(req, res, result.reason === 'disabled' ? 401 : 400, result.reason);
        return;
      }
      sessions.begin(res, result.account);
      res.redirect(303, home(req));
      return;
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      showLogin(req, res, 502, 'providerFailed');
      return;
    }
  });
  return router;
};
