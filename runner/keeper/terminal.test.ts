import assert from 'node:assert/strict';
import { findTerminalDriver } from './gate/terminal-driver.ts';
import { identifyProcess } from './processes/process-identity.ts';
import { commandOf, KeeperBench, shell } from './testing/keeper-bench.ts';

const SIZE = { columns: 100, rows: 30 };

describe('a step in a pseudo-terminal', () => {
  let bench: KeeperBench;
  before(async () => {
    assert.ok(findTerminalDriver().available, 'neither node-pty nor @lydell/node-pty loads here: npm ci');
    bench = await KeeperBench.started();
  });
  after(() => bench?.close());

  it('has the pseudo-terminal as its controlling terminal and as all standard streams', async () => {
    const text =
      'test -t 0 && test -t 1 && test -t 2 && echo yes; echo tty > /dev/tty; stty size; echo e > /dev/stderr';
    const { result, terminal, stdout } = await bench.run('1-1', shell(text), SIZE);
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
    assert.equal(terminal.toString(), 'yes\r\ntty\r\n30 100\r\ne\r\n');
    assert.equal(stdout.length, 0);
  });

  it('shows colours that programs print only in a terminal', async () => {
    const { terminal } = await bench.run(
      '1-2',
      {
        argv: ['ls', '--color=auto', '-d', '/'],
        env: { PATH: '/usr/bin:/bin', TERM: 'xterm-256color', LS_COLORS: 'di=01;34' },
      },
      SIZE,
    );
    assert.ok(terminal.includes('\u001b[01;34m/\u001b[0m'), JSON.stringify(terminal.toString()));
  });

  it('reads typed input, and is notified of a new size', async () => {
    const text =
      'trap "stty size; exit 7" WINCH; read name; echo "hello $name"; echo waiting; while :; do sleep 0.02; done';
    await bench.client.prepareAndOpen('1-3', SIZE, commandOf(shell(text)));
    const output = await bench.collect('1-3');
    await bench.client.input('1-3', Buffer.from('you\n'));
    while (!output.text.includes('waiting')) await output.reaches(output.end + 1);
    await bench.client.resize('1-3', 120, 40);
    const result = await bench.ended('1-3');
    await output.reaches(result.offset);
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 7 });
    assert.match(output.text, /hello you\r\n.*40 120\r\n$/s);
  });

  it('is interrupted by a typed Ctrl+C', async () => {
    await bench.client.prepareAndOpen('1-4', SIZE, commandOf(shell('echo ready; exec sleep 600')));
    const output = await bench.collect('1-4');
    while (!output.text.includes('ready')) await output.reaches(output.end + 1);
    await bench.client.input('1-4', Buffer.from('\x03'));
    assert.deepEqual((await bench.ended('1-4')).end, { kind: 'signalled', signal: 'SIGINT' });
  });

  it('delivers all output that it wrote before it ended', async () => {
    const { terminal } = await bench.run('1-5', shell('seq 1 20000'), SIZE);
    const lines = terminal.toString().split('\r\n');
    assert.deepEqual([lines.length, lines[19_999], lines[20_000]], [20_001, '20000', '']);
  });

  it('does not pass its terminal to another step', async () => {
    const { pid } = await bench.client.prepareAndOpen('1-6', SIZE, commandOf(shell('sleep 600')));
    const { stdout } = await bench.run('1-7', shell('ls -l /proc/self/fd'));
    assert.doesNotMatch(stdout.toString(), /pts|ptmx/);
    await bench.client.cancel('1-6', 5000);
    await bench.ended('1-6');
    assert.equal(identifyProcess(pid ?? 0), undefined);
  });

  it('has masked output', async () => {
    const command = { ...shell('echo "line one"; echo "line two"'), masks: ['line one\nline two'] };
    const { terminal } = await bench.run('1-8', command, SIZE);
    assert.equal(terminal.toString(), '*****\r\n*****\r\n');
  });

  it('is the only kind of step that accepts input', async () => {
    await bench.client.prepareAndOpen('1-9', false, commandOf(shell('sleep 600')));
    await assert.rejects(bench.client.input('1-9', Buffer.from('x')), { code: 'no-terminal' });
    await bench.client.cancel('1-9', 1000);
  });
});

describe('the terminal driver', () => {
  it('reports that node-pty is missing', () => {
    const driver = findTerminalDriver('/nowhere/program.js');
    assert.ok(!driver.available);
    assert.match(driver.reason, /pseudo-terminal.*node-pty/);
  });
});
