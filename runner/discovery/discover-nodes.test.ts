import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { NodeParser } from '../../job-language/node-formats/node-parser.ts';
import { SourceReader } from '../../job-language/node-sources/source-reader.ts';
import { nodeParseProgram } from '../programs/node-parse-program.ts';
import { type DiscoveryHost, discoverNodes } from './discover-nodes.ts';

const BOUNDS = { maxBytes: 10_000, seconds: 60, fetchAllowed: [] };

describe('discovery on the host of a runner', () => {
  let folder: string;
  let host: DiscoveryHost;
  const parser = new NodeParser(nodeParseProgram());
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-discovery-'));
    host = {
      reader: readerOf(parser),
      parser,
      environment: { PATH: `${folder}:${process.env['PATH']}`, PLACE: 'here' },
      refusal: () => undefined,
    };
  });
  after(async () => {
    await parser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const program = async (name: string, text: string) => {
    const file = join(folder, name);
    await writeFile(file, text);
    await chmod(file, 0o755);
    return file;
  };
  const script = (file: string, more: object = {}) => ({
    type: 'script' as const,
    file,
    interpreter: '',
    args: '',
    argsQuoted: false,
    format: undefined,
    ...more,
  });
  const discover = (
    source: Parameters<typeof discoverNodes>[0]['source'],
    more: object = {},
    signal = new AbortController().signal,
  ) => discoverNodes({ ...BOUNDS, source, ...more }, host, signal);
  const problemOf = (outcome: Awaited<ReturnType<typeof discover>>) =>
    outcome.kind === 'failed' ? outcome.problem : `it is ${outcome.kind}`;

  it('runs a script with its arguments, and passes no variable of the runner’s own environment', async () => {
    const file = await program(
      'list',
      '#!/bin/sh\necho "$1: {hostname: $PLACE, user: \'its $SECRET_OF_RUNNER\'}"\n',
    );
    process.env['SECRET_OF_RUNNER'] = 'leaked';
    const outcome = await discover(script(file, { args: '"my node"' }));
    delete process.env['SECRET_OF_RUNNER'];
    assert.ok(outcome.kind === 'nodes');
    assert.deepEqual(outcome.nodes, [
      { name: 'my node', tags: [], attributes: { hostname: 'here', user: 'its ' } },
    ]);
  });

  it('passes script and arguments to an interpreter, as one quoted argument if the source sets `argsQuoted`', async () => {
    await writeFile(join(folder, 'plain.sh'), 'echo "{\\"$1\\": {}}"');
    const file = join(folder, 'plain.sh');
    const outcome = await discover(script(file, { interpreter: 'sh', args: 'web-1' }));
    assert.deepEqual(outcome.kind === 'nodes' && outcome.nodes.map(({ name }) => name), ['web-1']);
    const quoted = await discover(
      script(`sh ${file}`, { interpreter: 'sh -c', args: 'web-2', argsQuoted: true }),
    );
    assert.deepEqual(quoted.kind === 'nodes' && quoted.nodes.map(({ name }) => name), ['web-2']);
  });

  it('reports only that the nodes are unchanged if the request contains their digest', async () => {
    const file = await program('same', '#!/bin/sh\necho "a: {rank: 1}"\n');
    const first = await discover(script(file));
    assert.ok(first.kind === 'nodes');
    assert.deepEqual(await discover(script(file), { known: first.digest }), { kind: 'unchanged' });
  });

  it('returns the readable files of a folder, and reports the unreadable ones', async () => {
    const directory = join(folder, 'inventory');
    await mkdir(directory);
    await writeFile(join(directory, '1.yaml'), 'a: {rank: 1}');
    await writeFile(join(directory, '2.yaml'), 'b:\n');
    const source = { type: 'directory' as const, directory };
    const partly = await discover(source);
    assert.ok(partly.kind === 'nodes');
    assert.deepEqual([partly.nodes.map(({ name }) => name), partly.origins], [['a'], ['1.yaml']]);
    assert.deepEqual(
      partly.failed?.map(({ file }) => file),
      ['2.yaml'],
    );
    const again = await discover(source, { known: partly.digest });
    assert.equal(again.kind, 'nodes', 'an unreadable file is reported again');
    await writeFile(join(directory, '2.yaml'), 'a: {rank: 2}');
    const whole = await discover(source);
    assert.ok(whole.kind === 'nodes');
    assert.deepEqual([whole.origins, whole.failed], [['2.yaml'], undefined]);
  });

  it("reports why a source is unreadable, with a message that fits the coordinator's prefix", async () => {
    const missing = { type: 'directory' as const, directory: join(folder, 'absent') };
    assert.equal(
      problemOf(await discover(missing)),
      `The nodes are not valid: ${missing.directory} is missing`,
    );
    const broken = script(await program('broken', '#!/bin/sh\necho "a: ["\n'));
    assert.match(problemOf(await discover(broken)), /^The nodes are not valid: what .*broken printed: .*\]$/);
  });

  const long = { maxBytes: 1_000_000 };
  const longSources = async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `web-${index}`);
    const file = join(folder, 'long.yaml');
    await writeFile(
      file,
      names.map((name) => `${name}: {hostname: ${name}.example.org, rack: a}\n`).join(''),
    );
    const variables = Object.fromEntries(
      names.map((name) => [name, { ansible_host: `${name}.example.org` }]),
    );
    await writeFile(join(folder, 'listing'), JSON.stringify({ _meta: { hostvars: variables } }));
    await program('ansible-inventory', `#!/bin/sh\ncat ${join(folder, 'listing')}\n`);
    return [
      { type: 'file' as const, file, requireFileExists: true },
      script(await program('long', `#!/bin/sh\ncat ${file}\n`)),
      { type: 'ansible-inventory' as const, inventory: '', binariesFolder: '', configFile: '' },
    ];
  };

  it('returns the nodes of a long inventory from a file and from programs', async () => {
    for (const source of await longSources()) {
      const outcome = await discover(source, long);
      assert.ok(outcome.kind === 'nodes', source.type);
      assert.equal(outcome.nodes.length, 3000);
      assert.ok(
        outcome.nodes.every(({ name, attributes }) => attributes['hostname'] === `${name}.example.org`),
      );
    }
    const [, , ansible] = await longSources();
    assert.ok(ansible);
    await writeFile(join(folder, 'listing'), `["${'web'.repeat(30_000)}"]`);
    assert.match(
      problemOf(await discover(ansible, long)),
      /the output of ansible-inventory is not an inventory/,
    );
  });

  it('parses a long inventory outside the thread that communicates with the coordinator', async () => {
    const without = new NodeParser(join(folder, 'absent.cjs'));
    const elsewhere = { ...host, reader: readerOf(without), parser: without };
    for (const source of await longSources()) {
      const asked = { ...BOUNDS, ...long, source };
      const outcome = await discoverNodes(asked, elsewhere, new AbortController().signal);
      assert.match(problemOf(outcome), /absent\.cjs/, source.type);
    }
  });

  it('reports how a script failed, with its error output', async () => {
    const file = await program('fails', '#!/bin/sh\necho "no database" >&2\nexit 3\n');
    assert.equal(problemOf(await discover(script(file))), 'it ended with exit code 3: no database');
    assert.match(problemOf(await discover(script(join(folder, 'absent')))), /does not exist/);
    await writeFile(join(folder, 'not-executable'), '');
    assert.match(problemOf(await discover(script(join(folder, 'not-executable')))), /is not executable/);
    const wrong = await program('wrong', '#!/bin/sh\necho "x:"\n');
    assert.match(problemOf(await discover(script(wrong))), /what .*wrong printed: 1:1: error/);
  });

  it('ends a cancelled script with its child processes, and a script that runs too long or prints too much', async () => {
    const pids = join(folder, 'pids');
    const slow = await program('slow', `#!/bin/sh\nsleep 1000 & echo $! > ${pids}\nwait\n`);
    const stop = new AbortController();
    const given = discover(script(slow), {}, stop.signal);
    let pid = '';
    while (!pid.endsWith('\n')) pid = await readFile(pids, 'utf8').catch(() => '');
    stop.abort();
    assert.equal(problemOf(await given), 'it was cancelled');
    while (await runs(pid.trim())) await setImmediate();
    assert.equal(problemOf(await discover(script(slow), { seconds: 0.2 })), 'it took longer than 0.2 s');
    const loud = await program('loud', '#!/bin/sh\nyes\n');
    assert.equal(problemOf(await discover(script(loud))), 'it printed more than 10000 bytes');
  });

  it('returns without waiting for background processes of a script', async () => {
    const file = await program('leaves', '#!/bin/sh\nsleep 1000 &\necho "a: {rank: 1}"\n');
    assert.equal((await discover(script(file))).kind, 'nodes');
  });

  it('returns the nodes that ansible-inventory lists', async () => {
    const source = {
      type: 'ansible-inventory' as const,
      inventory: 'hosts.ini',
      binariesFolder: '',
      configFile: '',
    };
    await program('ansible-inventory', '#!/bin/sh\nprintf \'{"web": {"hosts": ["%s"]}}\' "$3"\n');
    const outcome = await discover(source);
    assert.deepEqual(outcome.kind === 'nodes' && outcome.nodes[0]?.name, 'hosts.ini');
    await program('ansible-inventory', '#!/bin/sh\necho "shadow:1: got: hunter2" >&2; exit 4\n');
    assert.equal(
      problemOf(await discover(source)),
      'it ended with exit code 4; run it with --list as the user of the runner to see why',
    );
    await program('ansible-inventory', '#!/bin/sh\necho "[WARNING]: no inventory"\n');
    assert.match(problemOf(await discover(source)), /the output of ansible-inventory is not an inventory/);
  });

  it('refuses sources that the runner’s operator does not allow', async () => {
    host = { ...host, refusal: ({ type }) => (type === 'file' ? 'files are not read here' : undefined) };
    const source = { type: 'file' as const, file: '/etc/passwd', requireFileExists: true };
    assert.equal(problemOf(await discover(source)), 'files are not read here');
  });
});

function readerOf(parser: NodeParser): SourceReader {
  return new SourceReader({
    environment: {},
    parse: (text, format, where) => parser.parse(text, format, where),
  });
}

/** Returns whether the process is running. A zombie counts as ended. */
async function runs(pid: string): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s+Z/m.test(status);
}
