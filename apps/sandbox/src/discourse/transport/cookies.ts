const SESSION = '_t';

/** Browsers share cookies between the ports of a host; two stand-ins must not log each other's people out. */
const nameFor = (host: string): string => `${SESSION}_${host.split(':').at(-1) ?? ''}`;

export const sessionCookie = (cookies: string | undefined, host: string): string | undefined => {
  for (const part of (cookies ?? '').split(/;\s*/)) {
    const [key, value] = part.split('=', 2);
    if (key === nameFor(host) && value !== undefined && value !== '') return value;
  }
  return undefined;
};

export const settingCookie = (host: string, token: string | null): Readonly<Record<string, string>> => ({
  'set-cookie': `${nameFor(host)}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax${token === null ? '; Max-Age=0' : ''}`,
});
