import { hash, randomBytes } from 'node:crypto';

/** Returns a new token of any kind: 256 random bits, URL-safe. */
export function newTokenValue(): string {
  return randomBytes(32).toString('base64url');
}

/** Returns the stored form of a token: its SHA-256 in hex. */
export function hashToken(value: string): string {
  return hash('sha256', value);
}
