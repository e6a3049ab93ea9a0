import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { GrantedOperation } from '../../../protocol/runner/claims.ts';
import type { OperationTemplate, ScriptFileTemplate } from '../../../protocol/runner/operation-template.ts';
import { until } from '../../keeper/testing/processes.ts';
import type { RunnerProcess } from '../../testing/runner-process.ts';
import { Scene } from '../../testing/scene.ts';

const values = (option: Record<string, string>) => ({ option, secureOption: [], job: {} });
const scriptFile = (path: string, expandTokens = false): ScriptFileTemplate => ({
  kind: 'script-file',
  path,
  expandTokens,
  pty: false,
});

describe('the loading of a step', () => {
  let scene: Scene;
  let first: RunnerProcess;
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-loading-'));
    scene = await Scene.open();
    first = scene.start();
    await scene.polling();
  });

  afterEach(async () => {
    await scene.close();
    await rm(folder, { recursive: true });
  });

  async function run(step: OperationTemplate | string, granted: Partial<GrantedOperation> = {}) {
    const operation = scene.coordinator.run(step, granted);
    const { end } = await scene.coordinator.ended(operation);
    return { end, text: operation.text, problem: end.kind === 'failed-to-start' ? end.problem : '' };
  }
  const filesGone = () => until(() => readdirSync(join(scene.dataDir, 'files')).length === 0);

  describe('a script file', () => {
    it('is read on the host from its expanded path, and runs like an inline script', async () => {
      await writeFile(join(folder, 'tool v1.sh'), 'echo "$1 @option.v@ a@b.c@d"');
      const template = { ...scriptFile(`${folder}/tool \${option.v}.sh`), args: '${option.v}' };
      assert.equal((await run(template, { values: values({ v: 'v1' }) })).text, 'v1 @option.v@ a@b.c@d\n');
      const expanded = await run({ ...template, expandTokens: true }, { values: values({ v: 'v1' }) });
      assert.equal(expanded.text, 'v1 v1 ad\n');
    });

    it('runs with its interpreter and extension', async () => {
      await writeFile(join(folder, 'x'), '#!/usr/bin/env python3\nimport sys; print(sys.argv[0][-3:])');
      assert.equal((await run({ ...scriptFile(join(folder, 'x')), fileExtension: 'py' })).text, '.py\n');
    });

    it('appears in errors without the secret values of its path', async () => {
      const { problem } = await run(scriptFile('/absent/${option.p}'), {
        values: { option: {}, secureOption: ['p'], job: {} },
        secrets: await scene.coordinator.calls.seal({ p: 'hunter2hunter2' }),
      });
      assert.match(problem, /\/absent\/\*{5} does not exist/);
    });

    it('fails the step with its path and a remedy if the file is unavailable', async () => {
      const absent = await run(scriptFile('/absent/tool.sh'));
      assert.match(absent.problem, /\/absent\/tool\.sh does not exist on the runner's host\. Create it/);
      assert.match((await run(scriptFile(folder))).problem, /is a folder/);
      assert.match((await run(scriptFile('tool.sh'))).problem, /is not an absolute path/);
      execFileSync('/bin/sh', ['-c', `mkfifo ${join(folder, 'fifo')}`]);
      assert.match((await run(scriptFile(join(folder, 'fifo')))).problem, /is not a regular file/);
      await writeFile(join(folder, 'large'), Buffer.alloc(10 * 1024 * 1024 + 1));
      assert.match((await run(scriptFile(join(folder, 'large')))).problem, /longer than 10485760 bytes/);
      await writeFile(join(folder, 'binary'), Buffer.of(0x80, 0xff));
      assert.match((await run(scriptFile(join(folder, 'binary')))).problem, /is not UTF-8 text/);
    });
  });

  describe('a script at an address', () => {
    const at = (url: string, more: object = {}): OperationTemplate => ({
      kind: 'script-url',
      url,
      maxBytes: 1000,
      expandTokens: false,
      pty: false,
      ...more,
    });

    it('is fetched only if its address is allowed and its checksum matches', async () => {
      const server = createServer((_, response) => response.end('echo fetched $1')).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/\${option.v}.sh`;
      const granted = { values: values({ v: 'a b' }), fetchAllowed: ['127.0.0.1'] };
      assert.equal((await run(at(url, { args: '${option.v}' }), granted)).text, 'fetched a b\n');
      assert.match((await run(at(url), { ...granted, fetchAllowed: [] })).problem, /127\.0\.0\.1/);
      assert.match((await run(at(url, { maxBytes: 3 }), granted)).problem, /3 bytes/);
      const checksum = `sha256:${'0'.repeat(64)}`;
      assert.match((await run(at(url, { checksum }), granted)).problem, /sha256:/);
      server.close();
    });

    it('is read on the host if the address is a `file:` URL', async () => {
      await writeFile(join(folder, 'x.sh'), 'echo from a file');
      const url = pathToFileURL(join(folder, 'x.sh')).href;
      assert.equal((await run(at(url))).text, 'from a file\n');
      const checksum = `sha256:${'0'.repeat(64)}`;
      assert.match((await run(at(url, { checksum }))).problem, /has the SHA-256 [0-9a-f]{64}, which differs/);
      assert.match((await run(at(url, { maxBytes: 3 }))).problem, /longer than 3 bytes/);
      assert.match((await run(at('ftp://host/x'))).problem, /http:, https: or file:/);
    });
  });

  describe('a file of an option', () => {
    const content = Buffer.from('a,b\n'.repeat(100_000));
    const give = (option = 'data', name = 'da ta.csv') => scene.coordinator.files.add(option, name, content);

    it('exists only while its step runs, and the step receives its path, name and checksum', async () => {
      const file = give();
      const step = [
        'ls -ld $(dirname ${option.data}) | cut -c1-10; wc -c < ${file.data}; echo ${file.data.fileName}',
        'test "$RD_FILE_DATA" = "$RD_OPTION_DATA" && echo same; echo $RD_FILE_DATA_FILENAME; echo $RD_FILE_DATA_SHA',
        'basename ${option.data}; sha256sum < ${file.data} | cut -c1-64',
      ].join('\n');
      const { text } = await run(step, { files: [file], values: values({ data: file.id, other: 'x' }) });
      assert.deepEqual(text.split('\n'), [
        'drwx------',
        '400000',
        'da ta.csv',
        'same',
        'da ta.csv',
        file.sha256,
        'da_ta.csv',
        file.sha256,
        '',
      ]);
      await filesGone();
    });

    it('continues where the download was interrupted', async () => {
      const file = give();
      scene.coordinator.faults.next('file', 'answer-cut', 'proxy-502', 'unheard', 'answer-cut');
      const { text } = await run('wc -c < ${file.data}', {
        files: [file],
        values: values({ data: file.id }),
      });
      assert.equal(text, '400000\n');
      const starts = scene.coordinator.files.ranges.map((range) => Number(/\d+/.exec(range)?.[0]));
      assert.equal(starts[0], 0);
      assert.ok((starts.at(-1) ?? 0) > 0, String(starts));
    });

    it('arrives completely through a proxy that does not support ranges', async () => {
      const file = give();
      scene.coordinator.files.ignoresRange = true;
      scene.coordinator.faults.next('file', 'answer-cut');
      const { text } = await run('wc -c < ${file.data}', {
        files: [file],
        values: values({ data: file.id }),
      });
      assert.equal(text, '400000\n');
    });

    it('fails the step if the file is missing or damaged on the coordinator', async () => {
      const file = { ...give(), id: 'gone' };
      const given = { files: [file], values: values({ data: 'gone' }) };
      assert.match((await run('true', given)).problem, /file of option data could not be fetched/);
      const damaged = { ...give(), sha256: '0'.repeat(64) };
      const other = { files: [damaged], values: values({ data: damaged.id }) };
      assert.match((await run('true', other)).problem, /arrived damaged/);
      await filesGone();
    });

    it('delays no other step while it downloads, and a cancel ends the download', async () => {
      const { coordinator } = scene;
      const file = give();
      coordinator.files.stalls = true;
      const slow = coordinator.run('true', { files: [file], values: values({ data: file.id }) });
      await coordinator.changes.until(() => coordinator.files.ranges.length > 0 || undefined);
      coordinator.files.stalls = false;
      assert.equal((await run('echo quick')).text, 'quick\n');
      coordinator.cancel(slow);
      assert.deepEqual((await coordinator.ended(slow)).end, { kind: 'cancelled' });
      await filesGone();
    });

    it('survives a runner that is killed during the download, and a runner that is killed while the step runs', async () => {
      const { coordinator } = scene;
      const file = give();
      coordinator.files.stalls = true;
      const go = join(folder, 'go');
      const step = `while [ ! -e ${go} ]; do sleep 0.05; done; wc -c < \${file.data}`;
      const operation = coordinator.run(step, { files: [file], values: values({ data: file.id }) });
      await coordinator.changes.until(() => coordinator.files.ranges.length > 0 || undefined);
      await first.kill();
      coordinator.files.stalls = false;
      const second = scene.startAgain();
      await coordinator.changes.until(() => coordinator.files.ranges.length > 1 || undefined);
      await second.said('step received');
      await second.kill();
      await writeFile(go, '');
      scene.startAgain();
      const { end } = await coordinator.ended(operation);
      assert.deepEqual(end, { kind: 'exited', exitCode: 0 });
      assert.equal(operation.text, '400000\n');
      assert.deepEqual(operation.violations, []);
    });
  });

  describe('a plugin step', () => {
    const plugin = (provider: string, configuration: Record<string, string>): OperationTemplate => ({
      kind: 'plugin',
      provider,
      configuration,
      pty: false,
    });

    it('runs as a program, with its configuration expanded', async () => {
      await writeFile(join(folder, 'from'), 'x');
      const template = plugin('copyfile', {
        sourcePath: `${folder}/\${option.from}`,
        destinationPath: `${folder}/to`,
      });
      const { end } = await run(template, { values: values({ from: 'from' }) });
      assert.deepEqual(end, { kind: 'exited', exitCode: 0 });
      assert.ok(existsSync(join(folder, 'to')));
    });

    it('has its secret values masked', async () => {
      const { text } = await run(plugin('log-data', {}), {
        values: { option: { a: '1' }, secureOption: ['p'], job: {} },
        secrets: await scene.coordinator.calls.seal({ p: 'hunter2hunter2' }),
      });
      assert.equal(text, 'option.a: 1\noption.p: *****\n');
    });

    it('quotes the values of localexec like the values of a command step', async () => {
      const { text } = await run(plugin('localexec', { command: 'echo ${option.v}; echo $RD_NODE_NAME' }), {
        values: { ...values({ v: '$(id); x' }), node: { name: 'web1' } },
      });
      assert.equal(text, '$(id); x\nweb1\n');
    });

    it('fails with the reason if the plugin is unknown or a required property is missing', async () => {
      assert.match((await run(plugin('aws', {}))).problem, /no plugin "aws"/);
      assert.match((await run(plugin('wait', {}))).problem, /needs the property "seconds"/);
    });

    it('ends when it is cancelled', async () => {
      const { coordinator } = scene;
      const operation = coordinator.run(
        plugin('assert-tcp', { host: '127.0.0.1', port: '1', timeout: '3600' }),
      );
      await coordinator.changes.until(() => operation.holder);
      coordinator.cancel(operation);
      assert.equal((await coordinator.ended(operation)).end.kind, 'cancelled');
    });
  });
});
