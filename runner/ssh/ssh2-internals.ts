/**
 * All code that depends on private fields of ssh2 is in this file. Each change first checks that the fields have the
 * expected shape. If they do not, it leaves the client unchanged, which is slower but gives the same result.
 * `ssh2-internals.test.ts` fails if an upgrade of ssh2 changes the fields.
 */
import { createSecretKey } from 'node:crypto';
import type { Client } from 'ssh2';

/** Fields in which ssh2 stores the keys that it passes to Node.js with each packet. */
const PACKET_KEYS = ['_encKey', '_decipherKey', '_macKey'];

/** Reduces the CPU time and memory of a connection. Call it before `connect`. */
export function reduceConnectionCost(client: Client): void {
  client.on('handshake', () => prepareKeys(client));
  client.once('handshake', () => {
    const protocol = property(client, '_protocol');
    if (typeof protocol !== 'object' || protocol === null) return;
    stopDebugging(client, protocol);
    ignoreHostKeyAnnouncements(protocol);
  });
}

/**
 * Makes ssh2 sign with a private key at once instead of first asking whether the server would accept the key. This
 * saves a round trip and one read of the server's authorized keys. For keys of an agent, ssh2 still asks first,
 * because signing may prompt a person. Call it after `connect`.
 */
export function signAtOnce(client: Client): void {
  const protocol = property(client, '_protocol');
  const authenticate = method(protocol, 'authPK');
  const accepted = property(property(protocol, '_handlers'), 'USERAUTH_PK_OK');
  if (typeof protocol !== 'object' || protocol === null || !authenticate) return;
  if (typeof accepted !== 'function') return;
  Reflect.set(protocol, 'authPK', (...args: unknown[]) => {
    const isQuestion = !args.some((arg) => typeof arg === 'function');
    // Simulate that the server accepted the key. ssh2 then signs, and calls this function again.
    if (isQuestion && isPrivate(args[1])) return accepted(protocol);
    return authenticate(...args);
  });
}

/**
 * Makes ssh2 send the proof of the user together with the request for authentication instead of after the server's
 * answer, which saves a round trip. RFC 4253 allows this. It is done only for OpenSSH, once the server has announced
 * which signatures it accepts: without the announcement, ssh2 cannot choose the signature of an RSA key. Call it after
 * `connect`.
 */
export function proveAtOnce(client: Client): void {
  const protocol = property(client, '_protocol');
  const handlers = property(protocol, '_handlers');
  const request = method(protocol, 'service');
  const onAccept = method(handlers, 'SERVICE_ACCEPT');
  const onInfo = method(handlers, 'EXT_INFO');
  if (typeof protocol !== 'object' || protocol === null) return;
  if (typeof handlers !== 'object' || handlers === null || !request || !onAccept || !onInfo) return;
  let [knowsSignatures, isBegun] = [false, false];
  const begin = (...accepted: unknown[]) => {
    if (isBegun) return;
    isBegun = true;
    onAccept(...accepted);
  };
  Reflect.set(handlers, 'SERVICE_ACCEPT', begin);
  Reflect.set(handlers, 'EXT_INFO', (...info: unknown[]) => {
    knowsSignatures = true;
    onInfo(...info);
  });
  Reflect.set(protocol, 'service', (...service: unknown[]) => {
    request(...service);
    // In the next tick, ssh2 has processed all bytes that arrived with the end of the key exchange, and has not sent
    // anything yet.
    process.nextTick(() => {
      if (knowsSignatures && /^OpenSSH/.test(String(property(client, '_remoteVer'))))
        begin(protocol, ...service);
    });
  });
}

/**
 * Creates the key objects of a connection once per key exchange instead of once per packet. In Node.js 24, converting
 * raw bytes costs ten times as much as encrypting a small packet.
 */
function prepareKeys(client: Client): void {
  const protocol = property(client, '_protocol');
  for (const side of ['_cipher', '_decipher']) {
    const cipher = property(protocol, side);
    if (typeof cipher !== 'object' || cipher === null) continue;
    for (const name of PACKET_KEYS) {
      const key = property(cipher, name);
      if (Buffer.isBuffer(key)) Reflect.set(cipher, name, createSecretKey(key));
    }
  }
}

/** Stops ssh2 from building a debug text for every packet. Only the texts of the handshake are needed. */
function stopDebugging(client: Client, protocol: object): void {
  const config = property(client, 'config');
  if (typeof config === 'object' && config !== null) Reflect.set(config, 'debug', undefined);
  Reflect.set(protocol, '_debug', undefined);
}

/**
 * Ignores OpenSSH's announcement of all its host keys. By default ssh2 requests a proof of each, although the runner
 * does not store them.
 */
function ignoreHostKeyAnnouncements(protocol: object): void {
  const handlers = property(protocol, '_handlers');
  const answer = method(handlers, 'GLOBAL_REQUEST');
  if (typeof handlers !== 'object' || handlers === null || !answer) return;
  Reflect.set(handlers, 'GLOBAL_REQUEST', (...request: unknown[]) => {
    const [, name, wantsAnswer] = request;
    if (name !== 'hostkeys-00@openssh.com') answer(...request);
    else if (wantsAnswer === true) method(protocol, 'requestSuccess')?.();
  });
}

function isPrivate(key: unknown): boolean {
  const check = property(key, 'isPrivateKey');
  return typeof check === 'function' && Reflect.apply(check, key, []) === true;
}

/** Returns a property of an object of ssh2; undefined if it does not exist. */
function property(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
}

/** Returns a method of an object of ssh2, bound to it; undefined if it does not exist. */
function method(owner: unknown, name: string): ((...args: unknown[]) => void) | undefined {
  const found = property(owner, name);
  return typeof found === 'function' ? (...args) => Reflect.apply(found, owner, args) : undefined;
}
