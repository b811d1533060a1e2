import type { AccountMode } from '@passerelle/model';
import type { NextcloudConfig } from './config.ts';

/** The configured modes: for people entered by hand, and for people of the directory. */
export const accountModes = ({
  accounts,
}: NextcloudConfig): { readonly local: AccountMode; readonly directory: AccountMode } => ({
  local: accounts.mode,
  directory: accounts.directoryMode ?? accounts.mode,
});

export const usesMode = (config: NextcloudConfig, mode: AccountMode): boolean => {
  const { local, directory } = accountModes(config);
  return local === mode || directory === mode;
};
