import { OutrunnerError } from '../errors/outrunner-error.ts';

/** Whether a URL carries what is sent there unencrypted beyond this host. */
export function isPlaintextBeyondHost(url: URL): boolean {
  const isLoopback = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(url.hostname);
  return url.protocol === 'http:' && !isLoopback;
}

/** Throws `plaintext-refused` for a URL that would carry a token unencrypted beyond this host, unless that is allowed. */
export function requireEncrypted(url: URL, isPlaintextAllowed: boolean): void {
  if (isPlaintextBeyondHost(url) && !isPlaintextAllowed)
    throw new OutrunnerError('plaintext-refused', { url: url.origin });
}
