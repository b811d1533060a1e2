import type { Directory } from './directory/index.ts';
import type { DiscourseStandIn } from './discourse/index.ts';
import type { Faults } from './faults/index.ts';
import type { WantedPorts } from './folder/sandbox-ports.ts';
import type { HubStatus } from './hub/hub-status.ts';
import type { JitsiStandIn } from './jitsi/index.ts';
import type { Keycloak } from './keycloak/index.ts';
import type { MailmanStandIn } from './mailman/index.ts';
import type { NextcloudStandIn } from './nextcloud/index.ts';
import type { SandboxConfig } from './sandbox-config.ts';
import type { SandboxPlaces } from './sandbox-places.ts';

export interface SandboxOptions {
  /** Keeps everything from one start to the next. Made when it does not exist. */
  readonly folder: string;
  /** LDIF file of the institution's people; read at the first start. */
  readonly directory: string;
  /** Begins again: what an earlier sandbox made in the folder is removed, nothing else. */
  readonly fresh?: boolean | undefined;
  /** Language of the platforms for those who have not chosen one. Default: French. */
  readonly language?: 'fr' | 'en' | undefined;
  /** Wanted ports; by default those of the last start. One that is taken falls back to any. */
  readonly ports?: WantedPorts | undefined;
  /** `recorded`: as slow as the measured servers. Default: none. */
  readonly latency?: 'none' | 'recorded' | undefined;
  /** Discourse keeps to the 60 calls a minute of a server where nobody has set anything: a first load takes minutes. Default: lifted. */
  readonly realRations?: boolean | undefined;
  /** Strikes every platform that is spoken to by HTTP once the sandbox is up; its own set-up is spared. */
  readonly faults?: Faults | undefined;
  /** False: nothing is forced to the disk, for tests. Default true. */
  readonly durable?: boolean | undefined;
}

export interface Sandbox {
  /** The data of a passerelle.yaml, with secrets as `{ env: NAME }`. */
  readonly config: SandboxConfig;
  /** The values of those names. Never to be shown. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The same configuration as a file, with secrets in files beside it. */
  readonly configFile: string;
  readonly places: SandboxPlaces;
  /** Shows on the hub what the last plan did. */
  setStatus(status: HubStatus): void;
  /** The running parts, for tests and demonstrations. */
  readonly parts: {
    readonly directory: Directory;
    readonly keycloak: Keycloak;
    readonly nextcloud: NextcloudStandIn;
    readonly discourse: DiscourseStandIn;
    readonly jitsi: JitsiStandIn;
    readonly mailman: MailmanStandIn;
  };
  /** Stops all of it, child processes included. Calling it twice is harmless. */
  stop(): Promise<void>;
}
