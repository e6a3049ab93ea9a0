import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Damages } from '../files/damages.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { TextFiles } from './text-files.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const MANY = Array.from({ length: 100 }, (_, index) => `- name: job ${index}\n`);

describe('TextFiles', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let folder: string;
  let files: TextFiles;
  beforeEach(async () => {
    scratch = await scratchFolder();
    folder = join(scratch.path, 'texts');
    files = new TextFiles(folder, new Damages(scratch.path));
    await files.open(async () => new Set());
  });
  afterEach(() => scratch.remove());

  it('stores many texts, and returns their hashes in order, including those of equal texts', async () => {
    const texts = [...MANY, ...MANY.slice(0, 2)];
    assert.deepEqual(await files.keep(texts), texts.map(hashOf));
    for (const text of MANY) assert.equal(await files.read(hashOf(text)), text);
    assert.equal((await readdir(folder)).length, MANY.length);
  });

  it('reports a failed write once no write is in progress', async () => {
    const [text = ''] = MANY;
    const obstacle = `.${hashOf(text)}.text.staged`;
    await mkdir(join(folder, obstacle, 'full'), { recursive: true });
    await assert.rejects(files.keep(MANY), { code: 'ERR_FS_EISDIR' });
    const staged = (await readdir(folder)).filter((name) => name.endsWith('.staged'));
    assert.deepEqual(staged, [obstacle]);
    for (const stored of MANY.slice(1)) assert.equal(await files.read(hashOf(stored)), stored);
  });
});
