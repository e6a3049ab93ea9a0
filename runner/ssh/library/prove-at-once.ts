import type { Client } from 'ssh2';
import { method, property } from './ssh2-inside.ts';

/**
 * Makes ssh2 prove who the user is along with the request that it may, rather than after the answer: a way to the server
 * and back less. RFC 4253 leaves that open; it is done where the server is OpenSSH, and has said by then which signatures
 * it takes, since an RSA key cannot sign rightly without. A library that is made otherwise works on as it is.
 */
export function proveAtOnce(client: Client): void {
  const protocol = property(client, '_protocol');
  const handlers = property(protocol, '_handlers');
  const [request, onAccept, onInfo] = [
    method(protocol, 'service'),
    method(handlers, 'SERVICE_ACCEPT'),
    method(handlers, 'EXT_INFO'),
  ];
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
    // What comes along with the end of the key exchange is read by then, and nothing is sent yet.
    process.nextTick(() => {
      if (knowsSignatures && /^OpenSSH/.test(String(property(client, '_remoteVer'))))
        begin(protocol, ...service);
    });
  });
}
