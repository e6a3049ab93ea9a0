import { createHmac } from 'node:crypto';

/** Header that proves a webhook to be of this coordinator. */
export const SIGNATURE_HEADER = 'X-Outrunner-Signature';

/**
 * `t=UNIX SECONDS,v1=HEX`: HMAC-SHA256, under the secret that both sides know, of the seconds, a dot and the body. Who
 * receives it refuses old seconds, so that nobody sends it again later.
 */
export function signature(secret: string, body: string, epoch: number): string {
  const seconds = Math.floor(epoch / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex');
  return `t=${seconds},v1=${digest}`;
}
