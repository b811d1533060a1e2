export { createLogger, type LoggerOptions } from './logger.ts';
export { serve, type Served, type ServeOptions } from './serve.ts';
export type { WebOptions } from './web/web-options.ts';
