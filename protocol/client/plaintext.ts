import { OutrunnerError } from '../errors/outrunner-error.ts';

/** Whether requests to the URL leave this host unencrypted. */
export function isPlaintextBeyondHost(url: URL): boolean {
  const isLoopback = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(url.hostname);
  return url.protocol === 'http:' && !isLoopback;
}

/** Throws `plaintext-refused` if requests to the URL would leave this host unencrypted, unless that is allowed. */
export function requireEncrypted(url: URL, isPlaintextAllowed: boolean): void {
  if (isPlaintextBeyondHost(url) && !isPlaintextAllowed)
    throw new OutrunnerError('plaintext-refused', { url: url.origin });
}
