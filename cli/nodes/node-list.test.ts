import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCollected } from '../testing/run-collected.ts';

const INVENTORY = `web-10: {tags: "web,prod", rank: 2}
web-9: {tags: "web,prod", rank: 10}
db1: {tags: "db,prod"}
`;

describe('outrunner node list --nodes', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-nodes-'));
    await writeFile(join(folder, 'nodes.yaml'), INVENTORY);
    await writeFile(join(folder, 'nodes.xml'), '<project><node name="x" tags="web"/></project>');
    await writeFile(join(folder, 'bad.json'), '{"a": {},\n "b": 1}');
    await writeFile(join(folder, 'resources'), ' <project><node name="y"/></project>');
    await writeFile(join(folder, 'resources.txt'), '{"z": {}}');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const run = (file: string, ...args: string[]) =>
    runCollected(['node', 'list', '--nodes', join(folder, file), ...args]);

  it('prints the names of the matching nodes, in the order of their names or of a rank attribute', async () => {
    assert.deepEqual(await run('nodes.yaml', '--filter', 'tags: web+prod !name: db1'), {
      exit: 0,
      printed: 'web-10\nweb-9\n',
      said: '',
    });
    assert.equal((await run('nodes.yaml')).printed, 'db1\nweb-10\nweb-9\n');
    assert.equal((await run('nodes.yaml', '--rank', 'rank', '--descending')).printed, 'db1\nweb-9\nweb-10\n');
    assert.equal((await run('nodes.xml', '--filter', 'tags: w.*')).printed, 'x\n');
    assert.equal((await run('nodes.yaml', '--filter', '(?!db).*')).printed, 'web-10\nweb-9\n');
    assert.deepEqual(await run('nodes.yaml', '--filter', ''), { exit: 0, printed: '', said: '' });
  });

  it('detects the format by the content if the file has no known extension', async () => {
    assert.equal((await run('resources')).printed, 'y\n');
    assert.equal((await run('resources.txt')).printed, 'z\n');
  });

  it('prints the nodes as one JSON document', async () => {
    const { printed } = await run('nodes.yaml', '--filter', 'db1', '--json');
    assert.deepEqual(JSON.parse(printed), [{ name: 'db1', tags: ['db', 'prod'], attributes: {} }]);
  });

  it('exits with 2 if the file or the filter is invalid, and reports the position', async () => {
    const bad = await run('bad.json');
    assert.equal(bad.exit, 2);
    assert.match(bad.said, /bad\.json:2:2: error: .*"b".*\[node-not-map\]/);
    const filter = await run('nodes.yaml', '--filter', 'name: /(/');
    assert.equal(filter.exit, 2);
    assert.match(filter.said, /column 7/);
    assert.equal((await run('absent.yaml')).exit, 2);
  });
});
