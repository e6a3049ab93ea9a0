import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobId } from '../../protocol/ids.ts';
import { systemCode } from '../../support/files/system-code.ts';

/**
 * Uploads the files of file options. Returns the id of each uploaded file by option. Throws `usage` if a path is not a
 * file.
 */
export async function uploadOptionFiles(
  client: Client,
  job: JobId,
  files: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  for (const [option, path] of Object.entries(files)) {
    const size = await sizeOf(path);
    const { options } = await client.uploadFile({
      params: { job, option },
      query: { fileName: basename(path) },
      body: { bytes: createReadStream(path), size },
    });
    Object.assign(given, options);
  }
  return given;
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error) => {
    const code = systemCode(error);
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new OutrunnerError('usage', { problem: `The file ${path} ${why}.`, remedy: '' });
  });
  if (found.isFile()) return found.size;
  throw new OutrunnerError('usage', { problem: `${path} is not a regular file.`, remedy: '' });
}
