import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityProblems } from './accessible.ts';
import { attacks } from './attacks.ts';
import { chromiumPath, openBrowser } from './browser.ts';
import { startSandboxProcess, type RunningSandbox } from './sandbox-process.ts';

if (chromiumPath === null)
  console.warn('SKIPPED: the login tour needs a Chromium (Debian: apt-get install chromium; or PASSERELLE_CHROMIUM).');

const password = 'passerelle';
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const minutes = 60_000;

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
  expect(sandbox.matches).toBe(true);
}, 5 * minutes);
afterAll(() => sandbox.stop(), minutes);

describe('attacks on the one login', () => attacks(() => sandbox));

describe.skipIf(chromiumPath === null)('one login, as members have it', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, minutes);
  afterAll(() => browser.close(), minutes);

  const windowOf = (viewport = desktop): Promise<BrowserContext> => browser.newContext({ viewport, locale: 'fr-FR' });

  /** Fills in Keycloak's form, wherever the page was led to it. */
  const logIn = async (page: Page, login: string): Promise<void> => {
    await page.waitForURL(/\/realms\/passerelle\//);
    await page.locator('input[name=username]').fill(login);
    await page.locator('input[name=password]').fill(password);
    await page.locator('button[type=submit], input[type=submit], form button').first().click();
  };
  const text = (page: Page): Promise<string> => page.locator('main').innerText();

  it(
    'opens the pages, the forum, the room and the files with one password typed once',
    async () => {
      const context = await windowOf();
      const page = await context.newPage();
      await page.goto(`${sandbox.places.discourse}/`);
      await page.getByRole('link', { name: 'Se connecter' }).first().click();
      await logIn(page, 'noe.gerard');
      await page.waitForURL(`${sandbox.places.discourse}/**`);
      expect(await text(page)).toContain('Noé Gérard');
      expect(await text(page)).toContain('ICANE');

      await page.goto(`${sandbox.server}/`);
      expect(await text(page)).toContain('ICANE');
      await page
        .locator('li', { hasText: 'ICANE' })
        .getByRole('link', { name: 'Aller à la visioconférence' })
        .first()
        .click();
      expect(await text(page)).toContain('Vous entrez comme participant');
      await page.getByRole('button', { name: 'Entrer dans la salle' }).click();
      await page.waitForURL(`${sandbox.places.jitsi}/**`);
      await page.locator('#inside li').first().waitFor();
      expect(await page.locator('#inside').innerText()).toContain('Noé Gérard');
      // The token is taken out of the address at once.
      expect(page.url()).not.toContain('jwt');

      await page.goto(sandbox.places.login);
      await page.waitForURL(`${sandbox.places.nextcloud}/**`);
      expect(await text(page)).toContain('Bonjour Noé Gérard');
      await context.close();
    },
    2 * minutes,
  );

  it(
    'sends somebody who followed a link to a room back to that room after logging in, on a phone too',
    async () => {
      const context = await windowOf(phone);
      const page = await context.newPage();
      await page.goto(`${sandbox.server}/visio/icane`);
      await logIn(page, 'amelie.lambert');
      await page.waitForURL(`${sandbox.server}/visio/icane`);
      expect(await text(page)).toContain('modérateur');
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
      await context.close();
    },
    minutes,
  );

  it(
    'tells whoever has no access whom to ask, and does not tell which rooms there are',
    async () => {
      const context = await windowOf();
      const page = await context.newPage();
      await page.goto(`${sandbox.server}/visio/soins-a-domicile`);
      await logIn(page, 'piotr.lukasiewicz');
      await page.waitForURL(`${sandbox.server}/visio/**`);
      const refused = await text(page);
      expect(refused).toContain('ne vous est pas ouverte');
      const nowhere = await page.goto(`${sandbox.server}/visio/n-existe-pas`);
      expect(nowhere?.status()).toBe(403);
      expect(await text(page)).toContain('ne vous est pas ouverte');
      await context.close();
    },
    minutes,
  );

  it(
    'lets a guest in when a moderator says so, through a link that can be cancelled',
    async () => {
      const [inside, outside] = await Promise.all([windowOf(), windowOf(phone)]);
      const host = await inside.newPage();
      await host.goto(`${sandbox.server}/visio/icane`);
      await logIn(host, 'sophie.charlier');
      await host.waitForURL(`${sandbox.server}/visio/icane`);
      await host.getByLabel('Pour quoi, ou pour qui').fill('Jury <du> 12 mars');
      await host.getByRole('button', { name: 'Créer un lien' }).click();
      const link = await host.locator('.address').innerText();

      const guest = await outside.newPage();
      await guest.goto(link);
      await guest.getByLabel('Votre nom').fill('Mme <b>Dupont</b>');
      await guest.getByRole('button', { name: 'Demander à entrer' }).click();
      expect(await text(guest)).toContain('on sait que vous êtes là');

      await host.goto(`${sandbox.server}/visio/icane`);
      expect(await text(host)).toContain('Mme <b>Dupont</b>');
      await host.getByRole('button', { name: 'Laisser entrer' }).click();
      expect(await text(host)).not.toContain('Dupont');

      await guest.getByRole('button', { name: 'Entrer dans la salle' }).click({ timeout: 15_000 });
      await guest.waitForURL(`${sandbox.places.jitsi}/**`);
      await guest.locator('#inside li').first().waitFor();
      expect(await guest.locator('#inside').innerText()).toContain('Mme <b>Dupont</b>');

      await host.getByRole('button', { name: 'Annuler ce lien' }).click();
      const closed = await guest.goto(link);
      expect(closed?.status()).toBe(404);
      expect(await text(guest)).toContain('a été annulé');
      await Promise.all([inside.close(), outside.close()]);
    },
    2 * minutes,
  );

  it(
    'ends the session here when somebody logs out at the login service',
    async () => {
      const context = await windowOf();
      const page = await context.newPage();
      await page.goto(`${sandbox.server}/`);
      await logIn(page, 'kathe.schroder');
      await page.waitForURL(`${sandbox.server}/`);
      await page.goto(sandbox.places.logout);
      await page.locator('form button').first().click();
      await page.waitForURL(`${sandbox.places.nextcloud}/**`);
      await page.goto(`${sandbox.server}/`);
      expect(page.url()).toContain('/realms/passerelle/');
      await context.close();
    },
    minutes,
  );

  it.each([
    ['on a desktop in light', desktop, 'light'],
    ['on a phone in the dark', phone, 'dark'],
  ] as const)(
    'has pages that everybody can use, %s',
    async (_, viewport, colorScheme) => {
      const context = await browser.newContext({ viewport, colorScheme, locale: 'fr-FR', bypassCSP: true });
      const page = await context.newPage();
      await page.goto(`${sandbox.server}/`);
      await logIn(page, 'francoise.lefevre-coeurderoy');
      await page.waitForURL(`${sandbox.server}/`);
      const looked: Record<string, readonly string[]> = {};
      const look = async (name: string): Promise<void> => {
        looked[name] = await accessibilityProblems(page);
        const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
        if (wide === true) looked[name] = [...looked[name], 'wider than the window'];
      };
      await look('home');
      await page.goto(`${sandbox.server}/visio/icane`);
      await look('room');
      await page.goto(`${sandbox.server}/visio/nowhere`);
      await look('refused');
      await page.goto(`${sandbox.server}/nowhere`);
      await look('nothing here');
      await page.goto(`${sandbox.server}/invite/nothing`);
      await look('no invitation');
      await page.goto(`${sandbox.server}/forum/login?lang=en`);
      await look('a broken question, in English');
      expect(Object.fromEntries(Object.entries(looked).filter(([, problems]) => problems.length > 0))).toEqual({});
      expect(Object.keys(looked)).toHaveLength(6);
      await context.close();
    },
    minutes,
  );

  it(
    'leaves a leaver of one of two communities logged in, and that room closed to them at the next click',
    async () => {
      const context = await windowOf();
      const page = await context.newPage();
      await page.goto(`${sandbox.server}/`);
      await logIn(page, 'lien.tkint');
      await page.waitForURL(`${sandbox.server}/`);
      await sandbox.passerelle('enrol', 'lien.tkint@example.org', 'icso', '--participation', 'active', '--yes');
      await page.goto(`${sandbox.server}/`);
      expect(await text(page)).toContain('ICSO');
      await sandbox.passerelle('unenrol', 'lien.tkint@example.org', 'icso', '--yes');
      await page.goto(`${sandbox.server}/visio/icso`);
      expect(await text(page)).toContain('ne vous est pas ouverte');
      await page.goto(`${sandbox.server}/`);
      expect(await text(page)).toContain('ICANE');
      expect(await text(page)).not.toContain('ICSO');
      await context.close();
    },
    3 * minutes,
  );

  it(
    'refuses the next click anywhere once somebody is suspended in another window',
    async () => {
      const context = await windowOf();
      const page = await context.newPage();
      await page.goto(`${sandbox.places.discourse}/`);
      await page.getByRole('link', { name: 'Se connecter' }).first().click();
      await logIn(page, 'chloe.lejeune');
      await page.waitForURL(`${sandbox.places.discourse}/**`);
      await page.goto(sandbox.places.login);
      await page.waitForURL(`${sandbox.places.nextcloud}/**`);
      await page.goto(`${sandbox.server}/visio/icane`);
      expect(await text(page)).toContain('Entrer dans la salle');

      await sandbox.passerelle('suspend', 'chloe.lejeune@example.org', '--yes');

      await page.getByRole('button', { name: 'Entrer dans la salle' }).click();
      await page.waitForURL(/\/realms\/passerelle\//);
      expect((await page.goto(`${sandbox.places.nextcloud}/`))?.status()).toBe(401);
      await page.goto(`${sandbox.places.discourse}/`);
      expect(await text(page)).not.toContain('Chloé');
      await page.goto(`${sandbox.server}/`);
      await page.waitForURL(/\/realms\/passerelle\//);
      await page.locator('input[name=username]').fill('chloe.lejeune');
      await page.locator('input[name=password]').fill(password);
      await page.locator('form button').first().click();
      expect(page.url()).toContain('/realms/passerelle/');
      await context.close();
    },
    3 * minutes,
  );
});
