import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeScene, type OnNode } from '../../testing/node-scene.ts';

const EXITED = { kind: 'exited', exitCode: 0 };

describe('a step that copies files to a node', () => {
  let at: NodeScene;
  let source: string;
  let there: string;
  const large = randomBytes(3_000_000);
  before(async () => {
    at = await NodeScene.open();
    source = mkdtempSync(join(tmpdir(), 'outrunner-source-'));
    mkdirSync(join(source, 'sub'));
    writeFileSync(join(source, 'large'), large);
    writeFileSync(join(source, 'tool.sh'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(source, "sub/it's empty"), '');
  });
  beforeEach(() => {
    there = mkdtempSync(join(tmpdir(), 'outrunner-there-'));
    chmodSync(there, 0o777);
  });
  afterEach(() => rmSync(there, { recursive: true }));
  after(async () => {
    await at?.close();
    rmSync(source, { recursive: true });
  });

  const copy = (configuration: Record<string, string>, on: OnNode = {}) =>
    at.run({ kind: 'plugin', provider: 'copyfile', configuration, pty: false }, on);
  const all = () => ({ sourcePath: source, destinationPath: `${there}/new folder`, recursive: 'true' });
  const areThere = () => {
    const folder = join(there, 'new folder');
    assert.deepEqual(readdirSync(folder).toSorted(), ['large', 'sub', 'tool.sh']);
    assert.ok(readFileSync(join(folder, 'large')).equals(large));
    assert.equal(statSync(join(folder, "sub/it's empty")).size, 0);
  };

  it('copies a whole folder over SSH, with modes and subfolders, and reports each file', async () => {
    const { end, text } = await copy(all());
    assert.deepEqual(end, EXITED, text);
    areThere();
    assert.equal(statSync(join(there, 'new folder/tool.sh')).mode & 0o777, 0o755);
    assert.match(text, /^Begin copy 3000000 bytes: \S+\/large -> .*new folder\/large\nCopied: /);
  });

  it('copies one file over SSH into a folder or to a new name, and prints nothing if `echo` is off', async () => {
    const sourcePath = join(source, 'tool.sh');
    await copy({ sourcePath, destinationPath: `${there}/` });
    const { text } = await copy({ sourcePath, destinationPath: `${there}/other`, echo: 'false' });
    assert.deepEqual(readdirSync(there).toSorted(), ['other', 'tool.sh']);
    assert.equal(text, '');
  });

  it('hides a secret of the destination path in the error', async () => {
    const destinationPath = '/proc/${option.folder}/x';
    const configuration = { sourcePath: join(source, 'tool.sh'), destinationPath };
    const values = { option: {}, secureOption: ['folder'], job: {} };
    const { end } = await copy(configuration, { secure: { folder: 'hunter2-hunter2' }, granted: { values } });
    assert.ok(end.kind === 'failed');
    assert.match(end.problem, /^\/proc\/\*{5} could not be written/);
    assert.doesNotMatch(end.problem, /hunter2/);
  });

  it('fails with an error that contains the path if the source or the destination is unusable', async () => {
    const reason = async (configuration: Record<string, string>, on: OnNode = {}) => {
      const { end } = await copy(configuration, on);
      return end.kind === 'failed' ? `${end.reason}: ${end.problem}` : JSON.stringify(end);
    };
    const file = { sourcePath: join(source, 'tool.sh') };
    assert.match(await reason({ ...file, destinationPath: '/proc/none/x' }), /IOFailure: .*\/proc\/none/);
    assert.match(
      await reason({ sourcePath: '/no/file', destinationPath: '/x' }),
      /failed-to-start.*\/no\/file does not exist/,
    );
    assert.deepEqual(readdirSync(there), []);
  });

  it('uses the copy command of the node, and with a stub only prints what it would copy', async () => {
    const attributes = {
      'script-exec': 'true',
      'script-copy':
        'f=${file-copy.file}; d=${file-copy.destination}; mkdir -p "$(dirname "$d")" && cp "$f" "$d"',
      'script-copy-shell': 'sh -c',
    };
    const { end, text } = await copy(all(), { executor: 'script-exec', attributes });
    assert.deepEqual(end, EXITED, text);
    areThere();
    assert.match(text, /Copied: .*it's empty -> /);
    const stub = await copy(
      { sourcePath: join(source, 'large'), destinationPath: '/x/' },
      { executor: 'stub' },
    );
    assert.equal(stub.text, `[stub] copy ${source}/large to node web1: /x/large\n`);
  });
});
