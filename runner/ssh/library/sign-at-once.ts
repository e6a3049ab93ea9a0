import type { Client } from 'ssh2';
import { method, property } from './ssh2-inside.ts';

/**
 * Makes ssh2 sign with a key at once, rather than ask first whether the server would take it: that spares each
 * connection a round trip and the server a look at its authorized keys. The question is for keys whose use costs
 * something, as those of an agent, which are still asked about. A library that is made otherwise works on as it is.
 */
export function signAtOnce(client: Client): void {
  const protocol = property(client, '_protocol');
  const authenticate = method(protocol, 'authPK');
  const accepted = property(property(protocol, '_handlers'), 'USERAUTH_PK_OK');
  if (typeof protocol !== 'object' || protocol === null || !authenticate) return;
  if (typeof accepted !== 'function') return;
  Reflect.set(protocol, 'authPK', (...args: unknown[]) => {
    const isQuestion = !args.some((arg) => typeof arg === 'function');
    // What ssh2 does when the server said yes is to sign, and to call this again.
    if (isQuestion && isPrivate(args[1])) return accepted(protocol);
    return authenticate(...args);
  });
}

function isPrivate(key: unknown): boolean {
  const check = property(key, 'isPrivateKey');
  return typeof check === 'function' && Reflect.apply(check, key, []) === true;
}
