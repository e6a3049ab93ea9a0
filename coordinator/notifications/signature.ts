import { createHmac } from 'node:crypto';

/** Header that proves that this coordinator sent a webhook. */
export const SIGNATURE_HEADER = 'X-Outrunner-Signature';

/**
 * Returns `t=UNIX SECONDS,v1=HEX`: an HMAC-SHA256 with the shared secret over the seconds, a dot and the body.
 * Receivers can reject old timestamps to prevent replays.
 */
export function signature(secret: string, body: string, epoch: number): string {
  const seconds = Math.floor(epoch / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex');
  return `t=${seconds},v1=${digest}`;
}
