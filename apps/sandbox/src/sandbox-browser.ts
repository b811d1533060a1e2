/** As much of a browser as logging in needs: it keeps cookies, follows redirects and fills in the one form of a page. For tests. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

export interface SandboxBrowser {
  open(url: string): Promise<Page>;
  /** Sends the page's first form with these fields over those that it holds. */
  submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page>;
}

/** @param listen told of every answer, redirects included */
export function sandboxBrowser(language = 'fr', listen: (answer: Response) => void = () => undefined): SandboxBrowser {
  // By host only, as browsers do: cookies know no ports (RFC 6265, 8.5).
  const jar = new Map<string, string>();
  const visit = async (url: string, init: RequestInit, hops: number): Promise<Page> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      headers: { cookie, 'accept-language': language },
      redirect: 'manual',
    });
    listen(response);
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const gone = attributes.some((attribute) => attribute.trim().toLowerCase() === 'max-age=0');
      if (gone) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get('location');
    if (location !== null && hops < 10) return visit(new URL(location, url).href, {}, hops + 1);
    return { url, status: response.status, text: await response.text() };
  };
  return {
    open: (url) => visit(url, {}, 0),
    submit: (page, fields) => {
      const form = /<form[^>]*\baction="([^"]*)"/.exec(page.text)?.[1];
      if (form === undefined) throw new Error(`${page.url} (${page.status}) has no form`);
      const action = form.replaceAll('&#38;', '&').replaceAll('&amp;', '&');
      return visit(new URL(action, page.url).href, { method: 'POST', body: new URLSearchParams(fields) }, 0);
    },
  };
}
