/** Downloads a file of the given size to the given path, and prints the outcome. */
import { createHash } from 'node:crypto';
import { OperationId } from '../../protocol/ids.ts';
import { FileDownloads } from '../agent/steps/file-downloads.ts';
import { DEFAULT_BACKOFF } from '../transport/call-policies.ts';

const [size = '', path = ''] = process.argv.slice(2);
const content = Buffer.alloc(Number(size), 'x');
const downloads = new FileDownloads();
downloads.connect({
  backoff: DEFAULT_BACKOFF,
  file: async () => ({
    start: 0,
    bytes: (async function* () {
      yield content;
    })(),
  }),
});
const file = {
  option: 'data',
  id: 'file-1',
  fileName: 'data',
  size: content.byteLength,
  sha256: createHash('sha256').update(content).digest('hex'),
};
downloads.fetch(OperationId.parse('1-1'), file, path, new AbortController().signal).then(
  () => process.stdout.write('whole\n'),
  (error: unknown) => process.stdout.write(`${error}\n`),
);
