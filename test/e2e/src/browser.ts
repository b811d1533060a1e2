import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  process.env['PASSERELLE_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Where a Chromium is on this machine; null: there is none, and what needs one says so. */
export const chromiumPath: string | null = places.find((path) => path !== undefined && existsSync(path)) ?? null;

/** The flags keep it from looking for the network that a test machine does not have. */
export const openBrowser = (): Promise<Browser> => {
  if (chromiumPath === null) throw new Error('there is no Chromium here');
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
};
