/**
 * The same values, with the next one asked for while the one before is being worked on: server and reader need not wait for each other. One is read ahead,
 * never more. What goes wrong is thrown in its place in the order, and a reader that stops early waits for what is under way.
 */
export async function* readAhead<T>(values: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = values.next();
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = values.next();
      // Thrown by the `await` above, when its turn comes; until then it is not forgotten.
      next.catch(() => undefined);
      yield result.value;
    }
  } finally {
    await next.catch(() => undefined);
    await values.return(undefined);
  }
}
