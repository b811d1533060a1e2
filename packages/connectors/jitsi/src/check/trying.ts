import { isConnectorError, type ConnectorError } from '@passerelle/connector-kit';

export type Tried<T> = { readonly value: T } | { readonly error: ConnectorError };
/** Trouble of the platform as a value; being asked to stop is still thrown. */
export async function trying<T>(run: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await run() };
  } catch (error) {
    if (!isConnectorError(error) || error.code === 'aborted' || error.code === 'rationed') throw error;
    return { error };
  }
}
export const why = ({ code, detail }: ConnectorError): string => (detail === '' ? code : `${code}, ${detail}`);
