import type { RequestHandler } from 'express';

/** Nothing here is a page: no browser may render, frame, sniff or keep it (OWASP REST Security Cheat Sheet, "Security headers"). */
const headers = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

export const securityHeaders: RequestHandler = (_, response, next) => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  next();
};
