import { problemOf } from '../../support/errors/problem-of.ts';
import { isErrorCode } from '../errors/catalogue.ts';
import { ErrorBody } from '../errors/error-body.ts';
import { OutrunnerError } from '../errors/outrunner-error.ts';
import type { Transport, TransportResponse } from './transport.ts';

/** Maximum size of an accepted answer, in bytes. */
const LARGEST_ANSWER = 256 * 1024 * 1024;

/** Reads a whole answer as text. */
export async function readAnswerText(transport: Transport, response: TransportResponse): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw notOurs(transport, `its answer has more than ${LARGEST_ANSWER} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Reads a whole answer as JSON. Fails with `not-a-coordinator` for any other answer. */
export async function readAnswerJson(transport: Transport, response: TransportResponse): Promise<unknown> {
  const type = response.headers['content-type'] ?? '';
  const text = await readAnswerText(transport, response);
  if (!type.startsWith('application/json')) {
    throw notOurs(transport, `HTTP ${response.status} with ${type === '' ? 'no content type' : type}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notOurs(transport, `HTTP ${response.status} with broken JSON: ${problemOf(error)}`);
  }
}

/** Reads the catalogue error from an answer of status 300 or above. */
export async function readError(transport: Transport, response: TransportResponse): Promise<OutrunnerError> {
  const body = ErrorBody.safeParse(await readAnswerJson(transport, response));
  if (!body.success) return notOurs(transport, `HTTP ${response.status} without an error body`);
  const { errorCode, message, parameters } = body.data;
  return isErrorCode(errorCode)
    ? new OutrunnerError(errorCode, parameters)
    : new OutrunnerError('internal', { problem: message });
}

export function notOurs(transport: Transport, problem: string): OutrunnerError {
  return new OutrunnerError('not-a-coordinator', { url: transport.displayName, problem });
}
