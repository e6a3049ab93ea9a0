import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { type PlainSource, SourceReader } from './source-reader.ts';

describe('SourceReader', () => {
  let folder: string;
  const reader = new SourceReader({ environment: {} });
  const content = (source: PlainSource, maxBytes = 10_000, fetchAllowed: string[] = []) =>
    reader.read(source, { maxBytes, fetchAllowed, signal: new AbortController().signal });
  const read = async (...asked: Parameters<typeof content>) => (await content(...asked)).nodes;
  const problem = async (reading: Promise<unknown>) => {
    const error = await reading.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return isOutrunnerError(error) ? error.message : String(error);
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-sources-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  describe('for a file', () => {
    const source = (name: string, more: Partial<Extract<PlainSource, { type: 'file' }>> = {}) => ({
      type: 'file' as const,
      file: join(folder, name),
      format: undefined,
      requireFileExists: false,
      ...more,
    });

    it('returns the same array until the file changes', async () => {
      await writeFile(join(folder, 'a.yaml'), 'web-1: {hostname: a}');
      const first = await read(source('a.yaml'));
      assert.equal(first[0]?.name, 'web-1');
      assert.equal(await read(source('a.yaml')), first);
      await writeFile(join(folder, 'a.yaml'), 'web-2: {hostname: a}');
      assert.equal((await read(source('a.yaml')))[0]?.name, 'web-2');
    });

    it('returns no nodes for a missing file, unless the file is required', async () => {
      assert.deepEqual(await read(source('absent.yaml')), []);
      assert.match(await problem(read(source('absent.yaml', { requireFileExists: true }))), /is missing/);
    });

    it('reports the position of an error, a file that is too large, and a path that is not a file', async () => {
      await writeFile(join(folder, 'bad.yaml'), 'x:\n');
      assert.match(await problem(read(source('bad.yaml'))), /bad\.yaml: 1:1: error/);
      assert.match(await problem(read(source('bad.yaml'), 2)), /over 2 bytes/);
      assert.match(await problem(read(source('.'))), /not a regular file/);
    });

    it('refuses a file that contains more bytes than it reports as its size', async () => {
      // A file in /proc reports size 0. This one contains the arguments of a process: 100 characters of 2 bytes.
      const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', 'ü'.repeat(100)]);
      await once(child, 'spawn');
      try {
        const file = `/proc/${child.pid}/cmdline`;
        assert.match(await problem(read({ ...source('x'), file }, 200)), /over 200 bytes/);
      } finally {
        child.kill('SIGKILL');
        await once(child, 'close');
      }
    });
  });

  it('reports a missing folder, and a path that is not a folder', async () => {
    await writeFile(join(folder, 'plain'), '');
    const of = (name: string) => problem(read({ type: 'directory', directory: join(folder, name) }));
    assert.match(await of('absent'), /^The nodes are not valid: \S+\/absent is missing\.$/);
    assert.match(await of('plain'), /^The nodes are not valid: \S+\/plain cannot be read: ENOTDIR: .*\.$/);
  });

  it('reads the files of a folder in the order of their names, and a later node replaces an earlier one with the same name', async () => {
    const directory = join(folder, 'd');
    await mkdir(directory);
    await writeFile(join(directory, '1.yaml'), 'a: {hostname: one}\nb: {hostname: one}');
    await writeFile(join(directory, '2.json'), '{"b": {"hostname": "two"}}');
    await writeFile(join(directory, '.hidden.yaml'), 'c: {hostname: three}');
    await writeFile(join(directory, 'readme.txt'), 'nothing of this');
    const nodes = await read({ type: 'directory', directory });
    assert.deepEqual(
      nodes.map(({ name, attributes }) => [name, attributes['hostname']]),
      [
        ['a', 'one'],
        ['b', 'two'],
      ],
    );
    assert.equal(await read({ type: 'directory', directory }), nodes);
    await rm(join(directory, '2.json'));
    assert.equal((await read({ type: 'directory', directory }))[1]?.attributes['hostname'], 'one');
    assert.match(
      await problem(read({ type: 'directory', directory: join(folder, 'none') })),
      /none is missing/,
    );
  });

  it('returns the nodes of the readable files of a folder, and reports the other files', async () => {
    const directory = join(folder, 'partly');
    await mkdir(directory);
    await writeFile(join(directory, '1.yaml'), 'a: {hostname: one}');
    await writeFile(join(directory, '2.yaml'), 'b:\n');
    await symlink(join(directory, 'nowhere'), join(directory, '3.yaml'));
    const { nodes, origins, failed = [] } = await content({ type: 'directory', directory });
    assert.deepEqual([nodes.map(({ name }) => name), origins], [['a'], ['1.yaml']]);
    assert.deepEqual(failed.map(({ file }) => file).sort(), ['2.yaml', '3.yaml']);
    assert.match(
      failed.map(({ problem }) => problem).join(' '),
      /ENOENT.*3\.yaml.*partly\/2\.yaml: 1:1: error/,
    );
    await rm(join(directory, '3.yaml'));
    await writeFile(join(directory, '2.yaml'), 'b: {hostname: two}');
    const whole = await content({ type: 'directory', directory });
    assert.deepEqual([whole.nodes.length, whole.failed], [2, undefined]);
    assert.equal(await read({ type: 'directory', directory }), whole.nodes);
  });

  describe('for an address', () => {
    let server: Server;
    let url: string;
    let answers = 0;
    before(async () => {
      server = createServer((request, response) => {
        answers += 1;
        const isKnown = request.headers['if-none-match'] === '"v1"';
        response.writeHead(isKnown ? 304 : 200, { etag: '"v1"', 'content-type': 'text/xml' });
        response.end(isKnown ? '' : '<project><node name="far" hostname="f"/></project>');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      // A listening server has a port.
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nodes`;
    });
    after(() => server.close());
    const source = () => ({ type: 'url' as const, url, format: undefined, timeoutSeconds: 10 });

    it('chooses the format by the content type, and returns the same array when the server answers 304', async () => {
      const nodes = await read(source(), 10_000, ['127.0.0.1']);
      assert.equal(nodes[0]?.name, 'far');
      assert.equal(await read(source(), 10_000, ['127.0.0.1']), nodes);
      assert.equal(answers, 2);
    });

    it('refuses a loopback address, and a response that is too large', async () => {
      assert.match(await problem(read(source())), /loopback/);
      const other = { ...source(), url: `${url}?again` };
      assert.match(await problem(read(other, 10, ['127.0.0.1'])), /larger than 10 bytes/);
    });
  });
});
