import { isConnectorError, type Call, type Check, type ConnectorError } from '@passerelle/connector-kit';
import { message, type Message } from '@passerelle/model';
import { usesMode } from './account-modes.ts';
import { checkCreators } from './check-creators.ts';
import { checkRooms } from './check-rooms.ts';
import { readFolders } from './client/folders.ts';
import { readGroups } from './client/groups.ts';
import { readProviders } from './client/oidc.ts';
import { readCapabilities, readSelf, readStatus, type Capabilities, type ServerStatus } from './client/system.ts';
import { adminGroup } from './protection.ts';
import type { Session } from './session.ts';

/** Versions of Nextcloud: below the first nothing was tried, above the last nothing yet. */
const supported = { least: 30, tried: 32 };
/** A team folder of which this part is used is told. */
const nearlyFull = 0.9;
/** Seconds of difference that do not matter yet. */
const clockTolerance = 60;

const ok = (id: string, code: string, params: Message['params'] = {}): Check => ({
  id: `nextcloud.${id}`,
  state: 'ok',
  found: message(`nextcloud.${code}`, params),
  remedy: null,
});
const finding = (
  id: string,
  state: 'warning' | 'problem' | 'unknown',
  codes: readonly [found: string, remedy: string],
  params: Message['params'] = {},
): Check => ({
  id: `nextcloud.${id}`,
  state,
  found: message(`nextcloud.${codes[0]}`, params),
  remedy: message(`nextcloud.${codes[1]}`, params),
});

type Tried<T> = { readonly value: T } | { readonly error: ConnectorError };
const trying = async <T>(run: () => Promise<T>): Promise<Tried<T>> => {
  try {
    return { value: await run() };
  } catch (error) {
    if (!isConnectorError(error) || error.code === 'aborted') throw error;
    return { error };
  }
};
const why = ({ code, detail }: ConnectorError): string => (detail === '' ? code : `${code}, ${detail}`);

function* checkStatus(status: ServerStatus, now: number): Generator<Check> {
  if (status.maintenance || status.needsDbUpgrade === true) {
    yield finding('reach', 'problem', ['reach.maintenance', 'reach.maintenance.remedy']);
  } else yield ok('reach', 'reach.ok');
  const version = status.versionstring;
  const major = Number.parseInt(version, 10);
  const params = { version, least: supported.least, tried: supported.tried };
  if (major < supported.least) yield finding('version', 'problem', ['version.old', 'version.old.remedy'], params);
  else if (major > supported.tried) yield finding('version', 'warning', ['version.new', 'version.new.remedy'], params);
  else yield ok('version', 'version.ok', params);
  const at = status.date === null ? Number.NaN : Date.parse(status.date);
  const seconds = Math.round(Math.abs(at - now) / 1000);
  if (Number.isNaN(at)) yield finding('clock', 'unknown', ['clock.unknown', 'clock.remedy']);
  else if (seconds > clockTolerance) yield finding('clock', 'warning', ['clock.off', 'clock.remedy'], { seconds });
  else yield ok('clock', 'clock.ok');
}

/** App passwords are 72 letters and digits, or five groups of five as the settings page shows them (facts §1). Asking for one would make one. */
const looksLikeAppPassword = (password: string): boolean =>
  /^[A-Za-z0-9]{72}$/.test(password) || /^[A-Za-z0-9]{5}(?:-[A-Za-z0-9]{5}){4}$/.test(password);

const checkLoginFailure = (error: ConnectorError, user: string): Check => {
  if (error.code === 'unauthorized') return finding('login', 'problem', ['login.refused', 'login.remedy'], { user });
  if (error.code === 'rate-limited')
    return finding('login', 'problem', ['login.throttled', 'login.throttled.remedy'], { user });
  return finding('login', 'problem', ['login.problem', 'login.remedy'], { user, why: why(error) });
};

async function* checkRights(
  session: Session,
  call: Call,
  groups: readonly string[] | undefined,
): AsyncGenerator<Check> {
  const listing = await trying(() => readGroups(session, call, 1, 0));
  const needsAdmin = usesMode(session.config, 'provision');
  if ('error' in listing) {
    yield finding('rights.users', 'problem', ['rights.missing', 'rights.missing.remedy'], { why: why(listing.error) });
  } else if (groups?.includes(adminGroup) === true && !needsAdmin) {
    yield finding('rights.users', 'warning', ['rights.admin', 'rights.admin.remedy']);
  } else yield ok('rights.users', 'rights.ok');
}

async function* checkFolders(session: Session, call: Call, { capabilities }: Capabilities): AsyncGenerator<Check> {
  const { teamFolders } = session.config;
  if (teamFolders === 'off') {
    yield ok('folders', 'folders.off');
    return;
  }
  if (capabilities.groupfolders === undefined) {
    const state = teamFolders === 'required' ? 'problem' : 'warning';
    yield finding('folders', state, ['folders.missing', 'folders.missing.remedy']);
    return;
  }
  const listing = await trying(() => readFolders(session, call));
  if ('value' in listing) {
    yield ok('folders', 'folders.ok');
    const full = listing.value.filter(({ quota, size }) => quota > 0 && size >= quota * nearlyFull);
    if (full.length > 0) {
      const names = full.slice(0, 5).map(({ mountPoint }) => mountPoint);
      const params = { count: full.length, names: names.join(', ') };
      yield finding('folders.full', 'warning', ['folders.full', 'folders.full.remedy'], params);
    }
    return;
  }
  yield finding('folders', 'problem', ['folders.forbidden', 'folders.forbidden.remedy'], { why: why(listing.error) });
}

function* checkRations({ config }: Session, { capabilities }: Capabilities): Generator<Check> {
  const listed = capabilities.bruteforce?.['allow-listed'] === true;
  if (config.rateLimitLifted && listed) yield ok('rations', 'rations.lifted');
  else if (config.rateLimitLifted) yield finding('rations', 'problem', ['rations.wrong', 'rations.wrong.remedy']);
  else if (listed) yield finding('rations', 'warning', ['rations.unused', 'rations.unused.remedy']);
  else yield finding('rations', 'warning', ['rations.on', 'rations.on.remedy']);
}

async function* checkProvider(session: Session, call: Call, provider: number): AsyncGenerator<Check> {
  const listing = await trying(() => readProviders(session, call));
  if ('error' in listing) {
    yield finding('oidc', 'unknown', ['oidc.unknown', 'oidc.unknown.remedy'], {
      provider,
      why: why(listing.error),
    });
    return;
  }
  const settings = listing.value.find(({ id }) => id === provider)?.settings;
  if (settings === undefined) {
    yield finding('oidc', 'problem', ['oidc.absent', 'oidc.absent.remedy'], { provider });
    return;
  }
  if (settings.uniqueUid !== false)
    yield finding('oidc', 'problem', ['oidc.hashed', 'oidc.hashed.remedy'], { provider });
  else yield ok('oidc', 'oidc.ok', { provider });
  if (settings.groupProvisioning === true) {
    yield finding('oidc.groups', 'warning', ['oidc.groups', 'oidc.groups.remedy'], { provider });
  }
}

/** What `doctor` shows. Stops at the first refused login: further ones would count towards the lock-out. */
export async function* check(session: Session, call: Call): AsyncGenerator<Check> {
  const { config } = session;
  const { user, password } = config.credentials;
  const status = await trying(() => readStatus(session, call));
  if ('error' in status) {
    yield finding('reach', 'problem', ['reach.problem', 'reach.remedy'], { why: why(status.error) });
    return;
  }
  yield* checkStatus(status.value, session.context.now());
  if (status.value.maintenance) return;
  const self = await trying(() => readSelf(session, call));
  if ('error' in self) {
    yield checkLoginFailure(self.error, user);
    return;
  }
  yield ok('login', 'login.ok', { user });
  if (looksLikeAppPassword(password)) yield ok('password', 'password.ok');
  else yield finding('password', 'warning', ['password.real', 'password.remedy'], { user });
  yield* checkRights(session, call, self.value.groups);
  const capabilities = await trying(() => readCapabilities(session, call));
  if ('error' in capabilities) {
    yield checkLoginFailure(capabilities.error, user);
    return;
  }
  yield* checkFolders(session, call, capabilities.value);
  yield* checkRooms(session, call);
  yield* checkCreators(session, call, capabilities.value);
  yield* checkRations(session, capabilities.value);
  if (usesMode(config, 'create')) yield finding('mail', 'unknown', ['mail.unknown', 'mail.remedy']);
  if (config.accounts.oidcProviderId !== undefined) yield* checkProvider(session, call, config.accounts.oidcProviderId);
}
