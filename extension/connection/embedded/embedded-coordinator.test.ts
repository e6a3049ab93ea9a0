import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { EmbeddedCoordinator, type EmbeddedPlace } from './embedded-coordinator.ts';

/** A program that imitates a coordinator: it writes its address file, answers requests and exits on SIGTERM. */
const PROGRAM = `
const { writeFileSync, rmSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');
const dir = process.argv[process.argv.indexOf('--data-dir') + 1];
const socket = join(dir, 's.sock');
rmSync(socket, { force: true });
createServer((_, response) => response.end('ok')).listen(socket, () => writeFileSync(join(dir, 'address.json'), JSON.stringify({ pid: process.pid, socket, writtenBy: 'VERSION' })));
process.on('SIGTERM', () => process.exit(0));
`;

describe('EmbeddedCoordinator', () => {
  let folder: string;
  const opened: EmbeddedCoordinator[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-embedded-'));
  });
  afterEach(async () => {
    for (const embedded of opened.splice(0)) await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const window = async (
    version: string,
    program = PROGRAM,
    more: Partial<EmbeddedPlace> = {},
  ): Promise<EmbeddedCoordinator> => {
    const programs = join(folder, version);
    await mkdir(programs, { recursive: true });
    await writeFile(join(programs, 'outrunner.cjs'), program.replaceAll('VERSION', version));
    const embedded = new EmbeddedCoordinator({
      dataDir: join(folder, 'data'),
      logFile: join(folder, 'logs', 'coordinator.log'),
      executable: process.execPath,
      version,
      programs: async () => programs,
      ...more,
    });
    opened.push(embedded);
    return embedded;
  };
  const address = async (): Promise<{ pid: number; writtenBy: string }> =>
    JSON.parse(await readFile(join(folder, 'data', 'address.json'), 'utf8'));
  const never = new AbortController().signal;

  it('starts once for two windows, which connect to the same process', async () => {
    const endpoint = await (await window('1.0.0')).ensure(never);
    const { pid } = await address();
    assert.deepEqual(await (await window('1.0.0')).ensure(never), endpoint);
    assert.equal((await address()).pid, pid);
  });

  it('is replaced by a newer version, but not by an older one', async () => {
    await (await window('1.0.0')).ensure(never);
    const { pid } = await address();
    await (await window('1.1.0')).ensure(never);
    assert.equal((await address()).writtenBy, '1.1.0');
    assert.throws(() => process.kill(pid, 0));
    await (await window('1.0.0')).ensure(never);
    assert.equal((await address()).writtenBy, '1.1.0');
  });

  it('reports the last line of its log if it does not start', async () => {
    const broken = await window('1.0.0', "console.error('outrunner: the disk is full'); process.exit(3)");
    await assert.rejects(broken.ensure(never), (error) => {
      assert.ok(isOutrunnerError(error));
      assert.equal(error.code, 'embedded-not-started');
      assert.match(error.message, /the disk is full/);
      return true;
    });
  });

  it('receives its master key on stdin, and not in arguments or environment', async () => {
    const program = `
const { writeFileSync } = require('node:fs');
const seen = { input: '', args: process.argv, environment: process.env };
process.stdin.on('data', (bytes) => (seen.input += bytes)).on('end', () => writeFileSync('SEEN', JSON.stringify(seen)));
process.stdin.on('end', () => { ${PROGRAM} });`.replace('SEEN', join(folder, 'seen.json'));
    const masterKey = async () => ({ keys: 'a2V5', alone: true });
    await (await window('1.0.0', program, { masterKey })).ensure(never);
    const { input, args, environment } = JSON.parse(await readFile(join(folder, 'seen.json'), 'utf8'));
    assert.deepEqual(JSON.parse(input), { keys: 'a2V5', alone: true });
    assert.ok(args.includes('--master-key-stdin'));
    assert.doesNotMatch(JSON.stringify([args, environment]), /a2V5/);
  });

  it('exits on stop', async () => {
    const embedded = await window('1.0.0');
    await embedded.ensure(never);
    const { pid } = await address();
    await embedded.stop();
    assert.throws(() => process.kill(pid, 0));
  });

  it('is stopped without an error if it exits before the signal', async () => {
    const embedded = await window('1.0.0');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const socket = join(folder, 's.sock');
    const server = createServer((_, response) => {
      response.end('ok');
      // The server answers one health check, and no later one.
      server.close();
    }).listen(socket);
    await once(server, 'listening');
    await mkdir(join(folder, 'data'));
    await writeFile(
      join(folder, 'data', 'address.json'),
      JSON.stringify({ pid, socket, writtenBy: '1.0.0' }),
    );
    await embedded.stop();
    assert.equal(server.listening, false);
  });
});
