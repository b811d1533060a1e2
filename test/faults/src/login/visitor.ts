/** A browser that keeps its cookie and follows no redirect by itself. */
export interface Visitor {
  get(address: string): Promise<{ readonly status: number; readonly location: string; readonly text: string }>;
}

export function openVisitor(site: string): Visitor {
  let cookie = '';
  return {
    async get(address) {
      const response = await fetch(new URL(address, site), { redirect: 'manual', headers: { cookie } });
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
      const location = response.headers.get('location') ?? '';
      return { status: response.status, location, text: await response.text() };
    },
  };
}
