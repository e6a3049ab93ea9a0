import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOWNLOADS } from '../../protocol/install/install-source.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { OwnPackage } from './own-package.ts';
import { RunnerBinaries } from './runner-binaries.ts';

const PROGRAMS = ['outrunner.cjs', 'runner.cjs', 'keeper.cjs', 'plugin-step.cjs'];

describe('the npm package that a coordinator builds from its own files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-own-'));
    // Sizes just below, at and above one block of an archive.
    for (const [index, name] of PROGRAMS.entries())
      await writeFile(join(folder, name), 'x'.repeat(511 + index));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const whole = async (binaries: RunnerBinaries, range?: string) => {
    const parts: Uint8Array[] = [];
    const call = { address: '10.0.0.1', cut: () => undefined, signal: new AbortController().signal };
    for await (const part of (await binaries.download(DOWNLOADS.npm, range, call)).bytes) parts.push(part);
    return Buffer.concat(parts);
  };

  it('contains the programs of a runner, and marks `outrunner.cjs` as executable', async () => {
    const bytes = await whole(new RunnerBinaries(join(folder, 'none'), new OwnPackage(folder)));
    const archive = join(folder, 'package.tgz');
    await writeFile(archive, bytes);
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    for (const name of PROGRAMS) {
      assert.deepEqual(
        await readFile(join(folder, 'package/dist', name)),
        await readFile(join(folder, name)),
      );
    }
    const manifest = JSON.parse(await readFile(join(folder, 'package/package.json'), 'utf8'));
    assert.equal(manifest.version, PROGRAM_VERSION);
    const listed = execFileSync('tar', ['-tvzf', archive], { encoding: 'utf8' }).split('\n');
    assert.deepEqual(
      listed.filter((line) => line.startsWith('-rwxr-xr-x')).map((line) => line.split('/').at(-1)),
      ['outrunner.cjs'],
    );
  });

  it('is served with its checksum, is the same each time it is built, and supports ranges', async () => {
    const [one, other] = [1, 2].map(() => new RunnerBinaries(folder, new OwnPackage(folder)));
    assert.ok(one && other);
    const bytes = await whole(one);
    const checksum = createHash('sha256').update(bytes).digest('hex');
    assert.deepEqual(await one.checksums(), { [DOWNLOADS.npm]: checksum });
    assert.deepEqual(await other.checksums(), { [DOWNLOADS.npm]: checksum });
    assert.deepEqual(await whole(one, 'bytes=3-8'), bytes.subarray(3, 9));
  });

  it('is not served if SHA256SUMS in the downloads folder lists a package, or if a program is missing', async () => {
    const given = createHash('sha256').update('given').digest('hex');
    await writeFile(join(folder, DOWNLOADS.npm), 'given');
    await writeFile(join(folder, 'SHA256SUMS'), `${given}  ${DOWNLOADS.npm}\n`);
    const binaries = new RunnerBinaries(folder, new OwnPackage(folder));
    assert.deepEqual(await binaries.checksums(), { [DOWNLOADS.npm]: given });
    assert.equal(String(await whole(binaries)), 'given');
    await rm(join(folder, 'keeper.cjs'));
    const nothing = new RunnerBinaries(join(folder, 'none'), new OwnPackage(folder));
    assert.deepEqual(await nothing.checksums(), {});
    await assert.rejects(whole(nothing), /outrunner-.*\.tgz" does not exist/);
  });
});
