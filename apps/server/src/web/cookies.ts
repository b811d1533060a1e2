import type { Request, Response } from 'express';

/** The value of a cookie; undefined when there is none, or more than one of that name: then somebody else may have set one of them. */
export function readCookie(request: Request, name: string): string | undefined {
  const found = (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined;
}

/**
 * A cookie that only this server reads, and that no other site's form sends along. With https its name binds it to this very host (`__Host-`), so that
 * a neighbour on the same domain cannot set it (session fixation).
 */
export class SecretCookie {
  readonly name: string;
  readonly #attributes: string;

  /** @param isSecure whether people reach the server over https */
  constructor(name: string, isSecure: boolean) {
    this.name = isSecure ? `__Host-${name}` : name;
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  }

  read(request: Request): string | null {
    const value = readCookie(request, this.name);
    return value !== undefined && /^[\w-]{43}$/.test(value) ? value : null;
  }

  /** @param lifetime seconds; null: until the browser is closed */
  write(response: Response, value: string, lifetime: number | null): void {
    const age = lifetime === null ? '' : `; Max-Age=${lifetime}`;
    response.append('Set-Cookie', `${this.name}=${value}; ${this.#attributes}${age}`);
  }

  clear(response: Response): void {
    response.append('Set-Cookie', `${this.name}=; ${this.#attributes}; Max-Age=0`);
  }
}
