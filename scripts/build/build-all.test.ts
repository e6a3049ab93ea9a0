import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BuildError, type BuildRequest, buildAll, hostTestBundles } from './build-all.ts';

const PROGRAM = `#!/usr/bin/env node
import pty from 'node-pty';
console.log(JSON.stringify([import.meta.dirname, import.meta.filename, import.meta.url, typeof pty.spawn]));
`;

describe('the build', () => {
  let root = '';
  let request: BuildRequest;
  const built = (name: string) => join(root, 'dist', name);
  const source = async (name: string, text: string) => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  };

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'outrunner-build-')));
    request = {
      root,
      kind: 'development',
      place: { outputFolder: join(root, 'dist') },
      bundles: [{ entry: 'cli/main.ts', output: 'program.cjs', runsIn: 'node20', executable: true }],
    };
  });
  afterEach(() => rm(root, { recursive: true }));

  it('builds a program that runs, has its own path in `import.meta`, and loads an external module', async () => {
    await source('cli/main.ts', PROGRAM);
    await source('node_modules/node-pty/index.js', 'exports.spawn = () => {};');
    assert.deepEqual(await buildAll(request), []);
    const path = built('program.cjs');
    assert.deepEqual(JSON.parse(execFileSync(path, { encoding: 'utf8' })), [
      dirname(path),
      path,
      pathToFileURL(path).href,
      'function',
    ]);
  });

  it('writes one #! line, whether or not the source has one', async () => {
    for (const text of [PROGRAM, PROGRAM.replace(/.*\n/, '')]) {
      await source('cli/main.ts', text);
      await buildAll(request);
      assert.equal((await readFile(built('program.cjs'), 'utf8')).match(/^#!.*$/gm)?.length, 1);
    }
  });

  it('does not write a file that would not change', async () => {
    await source('cli/main.ts', 'console.log(1);');
    await buildAll(request);
    const before = await stat(built('program.cjs'), { bigint: true });
    await buildAll(request);
    const after = await stat(built('program.cjs'), { bigint: true });
    assert.deepEqual([after.ino, after.mtimeNs], [before.ino, before.mtimeNs]);
  });

  it('writes the file that a program prints', async () => {
    await source('cli/main.ts', 'console.log(process.argv.slice(2).join());');
    const prints = { output: 'printed.txt', arguments: ['a', 'b'] };
    await buildAll({ ...request, bundles: (request.bundles ?? []).map((bundle) => ({ ...bundle, prints })) });
    assert.equal(await readFile(built('printed.txt'), 'utf8'), 'a,b\n');
  });

  it('writes source maps to a separate folder, and no reference to them into the program', async () => {
    await source('cli/main.ts', 'console.log(1);');
    const place = { outputFolder: join(root, 'dist'), sourceMapFolder: join(root, 'maps') };
    await buildAll({ ...request, kind: 'production', place });
    await stat(join(root, 'maps', 'program.cjs.map'));
    await assert.rejects(stat(built('program.cjs.map')));
    assert.doesNotMatch(await readFile(built('program.cjs'), 'utf8'), /sourceMappingURL/);
  });

  it('returns the names of the entries that do not exist', async () => {
    assert.deepEqual(await buildAll(request), ['cli/main.ts']);
  });

  it('fails with the names of the entries that cannot be built', async () => {
    await source('cli/main.ts', `import './absent.ts';`);
    await assert.rejects(buildAll(request), (error) => {
      assert.ok(error instanceof BuildError);
      assert.match(error.message, /cli\/main\.ts/);
      return true;
    });
  });

  it('finds every suite of the extension host by its file name', async () => {
    await source('test/host/index.ts', '');
    await source('test/host/deep/runners.test.ts', '');
    await source('test/host/launch.ts', '');
    const outputs = hostTestBundles(root).map(({ output }) => output);
    assert.deepEqual(outputs.sort(), ['test/host/deep/runners.test.cjs', 'test/host/index.cjs']);
  });
});
