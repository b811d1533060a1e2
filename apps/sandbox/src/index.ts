export { startSandbox } from './start-sandbox.ts';
export type { Sandbox, SandboxOptions } from './sandbox.ts';
export { SandboxError, type SandboxErrorCode } from './sandbox-error.ts';
export type { SandboxConfig } from './sandbox-config.ts';
export type { ExampleLogin, SandboxPlaces } from './sandbox-places.ts';
export type { HubStatus, Text } from './hub/hub-status.ts';
export type { WantedPorts } from './folder/sandbox-ports.ts';

// The stand-ins one by one, for tests that need to stand behind the platform.
export { directoryPort, startDirectory, type Directory, type DirectoryOptions } from './directory/index.ts';
export { startKeycloak, type Keycloak, type KeycloakOptions } from './keycloak/index.ts';
export { startDiscourse, type ApiKeyOptions, type DiscourseOptions, type DiscourseStandIn } from './discourse/index.ts';
export {
  decide,
  defaultSettings,
  expectedOf,
  mayDo,
  recordedCases,
  recordedConfig,
  recordedDomain,
  recordedRoom,
  startJitsi,
  type Decision,
  type Expected,
  type JitsiOptions,
  type JitsiStandIn,
  type ProsodySettings,
  type RecordedCase,
  type RoomAsked,
} from './jitsi/index.ts';
export { startMailman, type MailmanOptions, type MailmanStandIn } from './mailman/index.ts';
export { startNextcloud, type AppName, type NextcloudOptions, type NextcloudStandIn } from './nextcloud/index.ts';
