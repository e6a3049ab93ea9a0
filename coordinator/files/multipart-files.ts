import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';

/** A file of a form, as it arrives. */
export interface FormFile {
  readonly field: string;
  readonly fileName: string | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Maximum number of files in a form. Bounds the work of one request. */
const MOST_FILES = 64;

/**
 * Reads the files of a multipart form, and passes each to `take` as it arrives. Rejects with `invalid-input` or the
 * error of `take`, and then stops reading.
 */
export async function readMultipartFiles<Taken>(
  request: IncomingMessage,
  take: (file: FormFile) => Promise<Taken>,
): Promise<Taken[]> {
  const contentType = request.headers['content-type'] ?? '';
  const form = parserOf({ ...request.headers, 'content-type': contentType });
  const taken: Promise<Taken>[] = [];
  const files: Readable[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      form.on('file', (field, bytes, fileName) => {
        files.push(bytes);
        // An `error` event without a listener would end the process, and `take` may leave the file unread.
        bytes.on('error', () => undefined);
        const one = take({ field, fileName: fileName === '' ? undefined : fileName, bytes });
        taken.push(one);
        one.catch(reject);
      });
      form.on('filesLimit', () => reject(invalid(`it contains more than ${MOST_FILES} files`)));
      form.on('error', (error) => reject(invalid(problemOf(error))));
      form.on('finish', resolve);
      request.on('error', () => reject(invalid('it was cut off')));
      request.on('close', () => {
        if (!request.complete) reject(invalid('it was cut off'));
      });
      request.pipe(form);
    });
    return await Promise.all(taken);
  } finally {
    request.unpipe(form);
    // Ends the readers of incomplete files, which would otherwise wait forever.
    for (const file of files)
      file.destroy(file.readableEnded ? undefined : new Error('the form was cut off'));
    await Promise.allSettled(taken);
  }
}

function parserOf(headers: IncomingMessage['headers'] & { 'content-type': string }): Busboy {
  try {
    return new Busboy({ headers, limits: { files: MOST_FILES, fields: 16, fieldSize: 4096 } });
  } catch (error) {
    throw invalid(problemOf(error));
  }
}

function invalid(problem: string): OutrunnerError {
  return new OutrunnerError('invalid-input', {
    what: 'The form',
    problem,
    remedy: 'Send multipart/form-data with a field option.NAME for each file.',
  });
}
