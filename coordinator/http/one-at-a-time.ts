import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { HTTP_LIMITS } from '../network/limits.ts';

/**
 * Handles the requests of a connection one after the other: a pipelined request waits until the answer to the previous
 * one was sent. Node emits both requests at once, and a response that waits for its socket gets no event when the
 * connection closes.
 */
export function oneAtATime(onRequest: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    // Node assigns the socket to a response once the previous response is complete.
    if (response.socket !== null) {
      onRequest(request, response);
      return;
    }
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    if (count > HTTP_LIMITS.pipelinedRequests.value) {
      socket.destroy();
      return;
    }
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      setImmediate(() => onRequest(request, response));
    });
  };
}
