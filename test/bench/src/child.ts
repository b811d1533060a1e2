import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A process of its own, so that its CPU time and its memory are its own, spoken to in orders and answers of plain data. */
export interface Child<Order extends object, Answer> {
  /** The first thing that it said. */
  readonly first: Answer;
  /** Sends an order and waits for its answer. One at a time. @throws Error when the process ended in between */
  ask(order: Order): Promise<Answer>;
  /** Ends it; resolves when it is gone. Calling it twice is harmless. */
  end(): Promise<void>;
}

/**
 * Starts a program of this folder with Node and waits for its first word.
 * @param start given to the program as its one argument, as JSON
 * @param isAnswer narrows what it says; anything else is an error
 */
export async function startChild<Order extends object, Answer>(
  program: URL,
  start: object,
  isAnswer: (said: unknown) => said is Answer,
): Promise<Child<Order, Answer>> {
  const child = spawn(process.execPath, [fileURLToPath(program)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'passerelle-bench-compiled') },
    serialization: 'advanced',
  });
  const gone = once(child, 'exit').then(() => undefined);
  let answered: (said: unknown) => void = () => undefined;
  child.on('message', (said) => answered(said));
  const next = async (): Promise<Answer> => {
    const answer = new Promise<unknown>((resolve) => (answered = resolve));
    const said = await Promise.race([answer, gone]);
    if (said === undefined) throw new Error(`${program.pathname.split('/').at(-1) ?? ''} ended before it answered`);
    if (!isAnswer(said)) throw new Error(`an answer that nobody knows: ${JSON.stringify(said)}`);
    return said;
  };
  const send = async (order: object): Promise<Answer> => {
    const answer = next();
    child.send(order);
    return answer;
  };
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await gone;
  };
  try {
    return { first: await send(start), ask: send, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The other side: answers each order in turn, and ends when the parent has gone. What an order is, its receiver checks. */
export function obey(work: (order: unknown) => Promise<object>, failed: (why: string) => object): void {
  process.on('message', (order: unknown) => {
    work(order)
      .catch((error: unknown) => failed(error instanceof Error ? (error.stack ?? error.message) : String(error)))
      .then(
        (answer) => process.send?.(answer),
        () => process.exit(1),
      );
  });
  process.on('disconnect', () => process.exit(0));
}
