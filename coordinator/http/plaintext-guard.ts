import type { RequestListener } from 'node:http';
import type { BlockList } from 'node:net';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { isFromProxy, isLoopback } from '../network/addresses.ts';
import { sendError } from './send-reply.ts';

/**
 * Answers `proxy-bypassed` to unencrypted requests, unless they come from loopback or from a proxy that terminates TLS.
 */
export function guardPlaintext(onRequest: RequestListener, proxies: BlockList): RequestListener {
  return (request, response) => {
    const address = request.socket.remoteAddress ?? '';
    if (isLoopback(address) || isFromProxy(request, proxies)) return onRequest(request, response);
    response.setHeader('connection', 'close');
    sendError(response, new OutrunnerError('proxy-bypassed', { address }));
  };
}
