export const ID_PATH = '/sandbox-id';

/** Whether the sandbox of this id answers on the port: a question that a killed sandbox cannot answer, where a lock file would remain. */
export async function isRunning(hubPort: number, id: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${hubPort}${ID_PATH}`, {
      signal: AbortSignal.timeout(2_000),
      redirect: 'error',
    });
    return response.ok && (await response.text()).trim() === id;
  } catch {
    return false; // Nobody there, or somebody who speaks no HTTP: not ours in either case.
  }
}
