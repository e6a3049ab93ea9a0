import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** Sends a request line and headers exactly as written, and reads until the connection closes. */
export async function rawRequest(
  port: number,
  requestLine: string,
  headers: readonly string[],
  body = '',
): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${[requestLine, ...headers, 'Connection: close', '', ''].join('\r\n')}${body}`);
  const whole = await text(socket);
  const [head = '', ...rest] = whole.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
    headers: head,
    body: rest.join('\r\n\r\n'),
  };
}
