import express, { Router, type Express, type ErrorRequestHandler, type RequestHandler } from 'express';
import { appPasswords } from './core/app-passwords.ts';
import { capabilities } from './core/capabilities.ts';
import { status } from './core/status.ts';
import { davHomes } from './dav/dav-homes.ts';
import { davFiles } from './files/dav.ts';
import { shares } from './files/shares.ts';
import { formAnswers } from './forms/form-answers.ts';
import { formQuestions } from './forms/form-questions.ts';
import { formSettings } from './forms/form-settings.ts';
import { formShares } from './forms/form-shares.ts';
import { forms } from './forms/forms.ts';
import { folderSettings } from './groupfolders/folder-settings.ts';
import { folders } from './groupfolders/folders.ts';
import type { Platform } from './platform.ts';
import { pollOptions } from './polls/poll-options.ts';
import { pollSettings } from './polls/poll-settings.ts';
import { pollShares } from './polls/poll-shares.ts';
import { polls } from './polls/polls.ts';
import { groups } from './provisioning/groups.ts';
import { memberships } from './provisioning/memberships.ts';
import { subAdmins } from './provisioning/sub-admins.ts';
import { usersRead } from './provisioning/users-read.ts';
import { usersWrite } from './provisioning/users-write.ts';
import { maintenance } from './transport/maintenance.ts';
import { unknownOcsRoute } from './transport/ocs-route.ts';
import { preProvision } from './user-oidc/pre-provision.ts';
import { webPages } from './web/web-pages.ts';

const LARGEST_BODY = '64mb';

const ocs = (platform: Platform): Router => {
  const router = Router();
  router.get('/cloud/capabilities', capabilities(platform));
  router.use(
    appPasswords(platform),
    usersRead(platform),
    usersWrite(platform),
    memberships(platform),
    subAdmins(platform),
    groups(platform),
    preProvision(platform),
    shares(platform),
    polls(platform),
    pollOptions(platform),
    pollShares(platform),
    forms(platform),
    formQuestions(platform),
    formShares(platform),
    formAnswers(platform),
  );
  router.use(unknownOcsRoute);
  return router;
};

const notThere: RequestHandler = (_req, res) => {
  res.status(404).type('html').send('<!DOCTYPE html><title>Nextcloud</title><h1>Page not found</h1>');
};

/** A path that cannot be decoded is the caller's fault; anything else here is a fault of the stand-in, and is said. */
const failed: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  if (error instanceof URIError) {
    res.status(400).type('html').send('<h1>Bad Request</h1>');
    return;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(`the sandbox's Nextcloud failed: ${what}`);
  res.status(500).type('html').send('<h1>Internal Server Error</h1>');
};

/** Every route of the stand-in, with `before` in front of all of them. */
export const application = (platform: Platform, before: readonly RequestHandler[]): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(...before, maintenance(platform), express.raw({ type: () => true, limit: LARGEST_BODY }));
  app.get('/status.php', status(platform));
  app.use(['/ocs/v1.php', '/ocs/v2.php'], ocs(platform));
  app.use(folders(platform), folderSettings(platform));
  app.use(pollSettings(platform), formSettings(platform));
  app.use('/remote.php/dav/files', davFiles(platform));
  app.use(davHomes(platform));
  app.use(webPages(platform));
  app.use(notThere);
  app.use(failed);
  return app;
};
