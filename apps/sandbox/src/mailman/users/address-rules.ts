/** As Mailman's validator: one `@`, a dot in the domain, ASCII, no blanks. */
export const isAddress = (text: string): boolean =>
  /^[^\s@()<>,;:"\\[\]]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text) && /^[\x21-\x7e]+$/.test(text);
