import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loopUse } from '../hosting/testing/loop-use.ts';
import { Damages } from '../store/files/damages.ts';
import { scratchFolder } from '../store/testing/scratch-folder.ts';
import { type KeptNodes, KeptNodesFolder } from './kept-nodes.ts';

const sample = (count: number, more: Partial<KeptNodes> = {}): KeptNodes => ({
  nodes: Array.from({ length: count }, (_, index) => ({
    name: `web-${index}`,
    tags: ['web', `zone${index % 3}`],
    attributes: {
      hostname: `10.0.0.${index}`,
      description: 'first line\nsecond line',
      rank: `${index % 97}`,
    },
  })),
  digest: 'abc',
  by: 'the coordinator',
  readAt: 5000,
  ...more,
});

describe('KeptNodesFolder', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let path: string;
  let damages: Damages;
  let folder: KeptNodesFolder;
  beforeEach(async () => {
    scratch = await scratchFolder();
    path = join(scratch.path, 'node-sources');
    await mkdir(path);
    damages = new Damages(scratch.path);
    folder = await KeptNodesFolder.open(path, damages);
  });
  afterEach(() => scratch.remove());

  for (const count of [0, 1, 256, 257, 1000])
    it(`returns ${count} stored nodes, with or without the files that they came from`, async () => {
      const origins = Array.from({ length: count }, (_, index) => `${index}.json`);
      for (const kept of [sample(count, { origins }), sample(count, { origins: undefined })]) {
        await folder.keep('source', kept);
        assert.deepEqual(await folder.find('source'), kept);
      }
      const [name = ''] = await readdir(path);
      assert.equal(typeof JSON.parse(await readFile(join(path, name), 'utf8')), 'object');
    });

  it('blocks the event loop for less than a third of the time that it takes to find 60,000 nodes', async () => {
    await folder.keep('source', sample(60_000));
    const { total, longest } = await loopUse(() => folder.find('source'));
    assert.ok(longest < total / 3, `${Math.round(longest)} of ${Math.round(total)} ms at once`);
  });

  it('sets a truncated or modified file aside', async () => {
    for (const change of [
      (text: string) => text.slice(0, -1),
      (text: string) => text.slice(0, 40),
      (text: string) => text.replace('"tags":', '"tugs":'),
    ]) {
      await folder.keep('source', sample(600));
      const [name = ''] = await readdir(path);
      await writeFile(join(path, name), change(await readFile(join(path, name), 'utf8')));
      assert.equal(await folder.find('source'), undefined);
      assert.deepEqual(await readdir(path), []);
    }
    assert.equal(damages.count, 3);
  });
});
