import { type Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { bodyBytes, type HostileRequest } from './hostile-request.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The outcome if the connection ended without an answer or the answer timed out. */
export interface NoAnswer {
  readonly problem: string;
}

const ANSWER_MS = 40_000;
const SLOW_MS = 700;
const LONGEST_ANSWER = 128 * 1024 * 1024;
/** Paths that Node's client accepts. */
const PLAIN_PATH = /^\/[\x21-\x7e]*$/;
const PLAIN_NAME = /^[a-z0-9-]+$/i;
const PLAIN_VALUE = /^[\x20-\x7e]*$/;

export interface Line {
  readonly port: number;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

/** Sends a request and reads the whole answer. Never rejects. */
export async function send(line: Line, request: HostileRequest): Promise<Answer | NoAnswer> {
  try {
    return isPlain(request) ? await sendPlain(line, request) : await sendRaw(line, request);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isPlain({ method, path, headers, delivery }: HostileRequest): boolean {
  return (
    delivery?.raw !== true &&
    /^[A-Z]+$/.test(method) &&
    PLAIN_PATH.test(path) &&
    headers.every(([name, value]) => PLAIN_NAME.test(name) && PLAIN_VALUE.test(value))
  );
}

function sendPlain(
  line: Line,
  { method, path, headers, body, delivery = {} }: HostileRequest,
): Promise<Answer> {
  const bytes = bodyBytes(body);
  const { contentLength = bytes.byteLength, chunked = false, cutAfter, slowAfter } = delivery;
  const length = method === 'GET' || chunked ? [] : [['content-length', String(contentLength)] as const];
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = httpRequest({
    host: '127.0.0.1',
    port: line.port,
    method,
    path,
    agent: line.agent,
    timeout: ANSWER_MS,
    headers: [['host', `127.0.0.1:${line.port}`] as const, ...headers, ...length].flat(),
    signal: line.signal,
  });
  sent.on('error', reject);
  sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
  sent.on('response', (response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= LONGEST_ANSWER) chunks.push(chunk);
    });
    response.on('error', reject);
    response.on('close', () =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
    );
  });
  const early = cutAfter ?? slowAfter;
  if (early === undefined) sent.end(method === 'GET' ? undefined : bytes);
  else {
    sent.flushHeaders();
    sent.write(bytes.subarray(0, early));
    const timer = setTimeout(() => {
      if (cutAfter === undefined) sent.end(bytes.subarray(early));
      else sent.destroy(new Error('cut'));
    }, SLOW_MS);
    sent.on('close', () => clearTimeout(timer));
  }
  return promise;
}

/** Writes the bytes of a request to a socket, and reads until the connection ends. */
function sendRaw(
  line: Line,
  { method, path, headers, body, delivery = {} }: HostileRequest,
): Promise<Answer> {
  const bytes = bodyBytes(body);
  const head = [
    `${method} ${path} HTTP/1.1`,
    `host: 127.0.0.1:${line.port}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(delivery.chunked === true
      ? ['transfer-encoding: chunked']
      : [`content-length: ${delivery.contentLength ?? bytes.byteLength}`]),
    'connection: close',
  ];
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const socket = connect({ host: '127.0.0.1', port: line.port, signal: line.signal });
  const chunks: Buffer[] = [];
  socket.setTimeout(ANSWER_MS / 4, () => socket.destroy(new Error('no answer in time')));
  socket.on('error', reject);
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('close', () => resolve(parseAnswer(Buffer.concat(chunks))));
  socket.on('connect', () => {
    socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'));
    socket.write(bytes.subarray(0, delivery.cutAfter ?? bytes.byteLength));
    if (delivery.cutAfter !== undefined) socket.end();
  });
  return promise;
}

function parseAnswer(bytes: Buffer): Answer {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.toString('latin1', 0, end < 0 ? bytes.byteLength : end);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  return { status, headers: {}, body: end < 0 ? bytes : bytes.subarray(end + 4) };
}
