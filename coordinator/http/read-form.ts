import { Busboy } from '@fastify/busboy';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { HTTP_LIMITS } from '../network/limits.ts';

const URL_ENCODED = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

export function isForm(mediaType: string): boolean {
  return mediaType === URL_ENCODED || mediaType === MULTIPART;
}

/**
 * Returns the fields of a form, and the contents of its files as strings, by name. The last value of a repeated name
 * wins.
 *
 * Throws `invalid-input` for a malformed form.
 */
export async function readForm(
  bytes: Buffer,
  contentType: string,
  limit: number,
): Promise<Record<string, string>> {
  if (!contentType.toLowerCase().startsWith(MULTIPART)) {
    return readUrlEncoded(bytes.toString('utf8'));
  }
  try {
    return await readMultipart(bytes, contentType, limit);
  } catch (error) {
    throw new OutrunnerError('invalid-input', {
      what: 'The request body',
      problem: `it is not a form (${problemOf(error)})`,
      remedy: 'Send a form as multipart/form-data, or a JSON document.',
    });
  }
}

function readUrlEncoded(text: string): Record<string, string> {
  let fields = 1;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) {
    fields += 1;
    if (fields > HTTP_LIMITS.formFields.value)
      throw new OutrunnerError('invalid-input', {
        what: 'The request body',
        problem: `it has more than ${HTTP_LIMITS.formFields.value} fields`,
        remedy: 'Send fewer fields, or a JSON document.',
      });
  }
  return Object.fromEntries(new URLSearchParams(text));
}

function readMultipart(bytes: Buffer, contentType: string, limit: number): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = Object.create(null);
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { parts: HTTP_LIMITS.formFields.value, fieldSize: limit, fileSize: limit },
    });
    parser.on('field', (name, value) => {
      fields[name] = value;
    });
    parser.on('file', (name, file) => {
      const parts: Buffer[] = [];
      file.on('data', (part: Buffer) => parts.push(part));
      file.on('end', () => {
        fields[name] = Buffer.concat(parts).toString('utf8');
      });
      file.on('error', reject);
    });
    parser.on('error', reject);
    parser.on('finish', () => resolve({ ...fields }));
    parser.end(bytes);
  });
}
