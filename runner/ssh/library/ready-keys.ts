import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';
import { property } from './ssh2-inside.ts';

/** Where ssh2 keeps the keys that it gives to Node anew with each packet. */
const PER_PACKET = ['_encKey', '_decipherKey', '_macKey'];

/**
 * Makes the keys of a connection ready once a key exchange, and not once a packet: looking at raw bytes anew costs Node
 * 24 ten times what ciphering a small packet does. A library that keeps its keys elsewhere works on as it is.
 */
export function keepKeysReady(client: Client): void {
  client.on('handshake', () => {
    const protocol = property(client, '_protocol');
    for (const side of ['_cipher', '_decipher']) makeReady(property(protocol, side));
  });
}

function makeReady(cipher: unknown): void {
  if (typeof cipher !== 'object' || cipher === null) return;
  for (const name of PER_PACKET) {
    const key = property(cipher, name);
    if (Buffer.isBuffer(key)) Reflect.set(cipher, name, createSecretKey(key) satisfies KeyObject);
  }
}
