import type { Client } from 'ssh2';
import { keepKeysReady } from './ready-keys.ts';
import { method, property } from './ssh2-inside.ts';

/** Leaves out what ssh2 does for any user and none needs here. A library that is made otherwise works on as it is. */
export function makeFrugal(client: Client): void {
  keepKeysReady(client);
  client.once('handshake', () => {
    const protocol = property(client, '_protocol');
    if (typeof protocol !== 'object' || protocol === null) return;
    stopExplaining(client, protocol);
    takeHostKeysAsTold(protocol);
  });
}

/** Every packet is put into words for whoever debugs; only those of a handshake are listened to. */
function stopExplaining(client: Client, protocol: object): void {
  const config = property(client, 'config');
  if (typeof config === 'object' && config !== null) Reflect.set(config, 'debug', undefined);
  Reflect.set(protocol, '_debug', undefined);
}

/** A server tells all its host keys, and is asked to prove each by a signature, although nobody here keeps them. */
function takeHostKeysAsTold(protocol: object): void {
  const handlers = property(protocol, '_handlers');
  const answer = method(handlers, 'GLOBAL_REQUEST');
  if (typeof handlers !== 'object' || handlers === null || !answer) return;
  Reflect.set(handlers, 'GLOBAL_REQUEST', (...request: unknown[]) => {
    const [, name, wantsAnswer] = request;
    if (name !== 'hostkeys-00@openssh.com') answer(...request);
    else if (wantsAnswer === true) method(protocol, 'requestSuccess')?.();
  });
}
