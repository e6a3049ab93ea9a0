import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPluginProcess, startPlugin } from '../testing/plugin-process.ts';

describe('the program of plugin steps', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-plugin-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = async (path: string, text = path) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
    return join(folder, path);
  };

  it('fails with the problem of an invalid configuration or an unknown plugin', async () => {
    const end = await runPluginProcess('wait', {});
    assert.equal(end.code, 1);
    assert.equal(end.stderr, 'wait: The step wait needs the property "seconds".\n');
    assert.equal(
      (await runPluginProcess('absent', {})).stderr,
      'absent: This runner has no plugin "absent".\n',
    );
  });

  it('accepts an input that exceeds the maximum length of a variable', async () => {
    const end = await runPluginProcess('log-data', {}, { values: { option: { long: 'x'.repeat(300_000) } } });
    assert.equal(end.stdout.length, 'option.long: \n'.length + 300_000);
  });

  describe('log-data', () => {
    const values = { option: { b: '2', a: 'one\ntwo' }, job: { loglevel: 'INFO' } };

    it('prints the values by group and key', async () => {
      const { stdout } = await runPluginProcess('log-data', {}, { values });
      assert.equal(stdout, 'job.loglevel: INFO\noption.a: one\ntwo\noption.b: 2\n');
    });

    it('prints with `debugOnly` only if the log level of the execution is DEBUG', async () => {
      const quiet = await runPluginProcess('log-data', { debugOnly: 'true' }, { values });
      assert.deepEqual(quiet, { code: 0, stdout: '', stderr: '' });
      const loud = await runPluginProcess(
        'log-data',
        { debugOnly: 'true' },
        { values: { job: { loglevel: 'DEBUG' } } },
      );
      assert.equal(loud.stdout, 'job.loglevel: DEBUG\n');
    });
  });

  describe('wait', () => {
    it('waits for the configured time', async () => {
      const before = performance.now();
      assert.equal((await runPluginProcess('wait', { seconds: '0.3' })).code, 0);
      assert.ok(performance.now() - before >= 300);
    });

    it('ends at once when it is cancelled', async () => {
      const { child, ended } = startPlugin('wait', { seconds: 3600 });
      await once(child, 'spawn');
      child.kill('SIGTERM');
      assert.ok([143, null].includes((await ended).code));
    });
  });

  describe('assert-tcp', () => {
    it('waits until the port accepts connections', async () => {
      const probe = createServer().listen(0, '127.0.0.1');
      await once(probe, 'listening');
      const { port } = probe.address() as AddressInfo;
      await new Promise((resolve) => probe.close(resolve));
      const { ended } = startPlugin('assert-tcp', { host: '127.0.0.1', port, timeout: 30, interval: 0.1 });
      const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
      const end = await ended;
      server.close();
      assert.deepEqual(end, { code: 0, stdout: `127.0.0.1:${port} accepts connections\n`, stderr: '' });
    });

    it('fails with the reason if the port refuses connections until the time limit', async () => {
      const end = await runPluginProcess('assert-tcp', { host: '127.0.0.1', port: 1, timeout: 0 });
      assert.equal(end.code, 1);
      assert.match(end.stderr, /accepted no connection in 0 s: .*ECONNREFUSED/);
    });
  });

  describe('copyfile', () => {
    it('copies a file with its mode, to a path or into a folder', async () => {
      const sourcePath = await write('from/tool.sh');
      const destinationPath = join(folder, 'to/other.sh');
      await runPluginProcess('copyfile', { sourcePath, destinationPath });
      assert.equal(await readFile(destinationPath, 'utf8'), 'from/tool.sh');
      const end = await runPluginProcess('copyfile', { sourcePath, destinationPath: `${folder}/new/` });
      assert.equal(await readFile(join(folder, 'new/tool.sh'), 'utf8'), 'from/tool.sh');
      assert.match(end.stdout, /^Begin copy 12 bytes: .* -> .*\nCopied: .*new\/tool\.sh\n$/);
      assert.equal((await stat(join(folder, 'new/tool.sh'))).mode, (await stat(sourcePath)).mode);
      const quiet = await runPluginProcess('copyfile', { sourcePath, destinationPath, echo: 'false' });
      assert.equal(quiet.stdout, '');
    });

    it('copies the content of a folder, or its files that match a pattern', async () => {
      for (const path of ['from/a.txt', 'from/b.log', 'from/deep/c.txt', 'from/deep/d.log'])
        await write(path);
      const copied = async (destination: string, more: Record<string, string>) => {
        const destinationPath = join(folder, destination);
        const given = { sourcePath: join(folder, 'from'), destinationPath, ...more };
        const end = await runPluginProcess('copyfile', given);
        assert.equal(end.code, 0, end.stderr);
        return [...end.stdout.matchAll(/^Copied: (.*)$/gm)].map(([, path]) =>
          path?.slice(destinationPath.length + 1),
        );
      };
      assert.deepEqual(await copied('1', { recursive: 'true' }), [
        'a.txt',
        'b.log',
        'deep/c.txt',
        'deep/d.log',
      ]);
      assert.deepEqual(await copied('2', { pattern: '*.txt' }), ['a.txt']);
      assert.deepEqual(await copied('3', { pattern: '**/*.txt', recursive: 'false' }), [
        'a.txt',
        'deep/c.txt',
      ]);
      assert.deepEqual(await copied('4', { pattern: 'd*', recursive: 'true' }), ['deep/c.txt', 'deep/d.log']);
    });

    it('reports why it cannot copy a source', async () => {
      await write('from/a.txt');
      const problem = async (given: Record<string, string>) =>
        (await runPluginProcess('copyfile', { destinationPath: join(folder, 'to'), ...given })).stderr;
      assert.match(
        await problem({ sourcePath: join(folder, 'absent') }),
        /absent does not exist on the host/,
      );
      assert.match(await problem({ sourcePath: 'from' }), /not absolute/);
      assert.match(await problem({ sourcePath: join(folder, 'from') }), /is a folder: set/);
      const within = { sourcePath: folder, destinationPath: join(folder, 'to'), recursive: 'true' };
      assert.match(await problem(within), /lies within/);
    });
  });
});
