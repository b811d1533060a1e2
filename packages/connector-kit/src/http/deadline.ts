/** One signal for "asked to stop" and "took too long", which can tell afterwards which of the two it was. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly expired: () => boolean;
  /** Must be called at the end: the caller's signal may live for days. */
  release(): void;
}

/** @param milliseconds from now until the signal aborts by itself */
export const deadlineOf = (caller: AbortSignal, milliseconds: number): Deadline => {
  const controller = new AbortController();
  let expired = false;
  const stop = (): void => controller.abort();
  const timer = setTimeout(() => {
    expired = true;
    controller.abort();
  }, milliseconds);
  caller.addEventListener('abort', stop, { once: true });
  if (caller.aborted) stop();
  return {
    signal: controller.signal,
    expired: () => expired,
    release: () => {
      clearTimeout(timer);
      caller.removeEventListener('abort', stop);
    },
  };
};
