import { ConnectorError } from '@passerelle/connector-kit';

/** A PEM given as its text or as a file's path. @throws ConnectorError when the file cannot be read. */
export async function pemText(
  pem: string,
  readFile: (path: string) => AsyncIterable<Uint8Array>,
  platform = 'ldap',
): Promise<string> {
  if (pem.includes('-----BEGIN')) return pem;
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const piece of readFile(pem)) text += decoder.decode(piece, { stream: true });
  } catch (cause) {
    throw new ConnectorError({
      code: 'rejected',
      retry: 'never',
      scope: 'target',
      request: `${platform}: read the certificate file`,
      detail: `${pem} cannot be read`,
      cause,
    });
  }
  return text;
}
