import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { wrap } from './wrapper.ts';

const SHELLS = ['bash', 'dash', 'zsh', 'ksh', 'mksh', 'tcsh', 'fish', 'busybox'];
const KINDS = [{ terminal: false }, { terminal: false, input: 'given' }, { terminal: true }];
const requests = KINDS.map(
  (kind) => wrap({ command: 'true', environment: {}, graceSeconds: 1, ...kind }).request,
);
const [plain = ''] = requests;

describe('the request for a command on a node', () => {
  it('contains no unquoted text that a fish before 3.0 cannot parse', () => {
    for (const request of requests) {
      const open = request.replace(/\\.|'[^']*'|"(?:[^"\\]|\\.)*"/g, ' ');
      assert.match(open, /^[ ;a-z/-]+$/);
      // fish interprets backslashes within single quotes.
      assert.equal(request.replaceAll("'\\''", '').includes('\\'), false);
    }
  });

  for (const shell of SHELLS) {
    const program = shell === 'busybox' ? ['/bin/busybox', 'ash'] : [`/bin/${shell}`];
    if (!existsSync(`/bin/${shell}`)) continue;
    it(`is interpreted by ${shell} without output, and executed in the login shell itself only if it is bash`, () => {
      const line = 'cat; echo "$__bash $$"; exit\n';
      const script = `echo $$; exec ${program.join(' ')} -c "$0"`;
      const { stdout, stderr } = spawnSync('/bin/sh', ['-c', script, plain], {
        input: `${line.length}\n${line}more\n`,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: '/nonexistent', SHELL: program[0] },
      });
      const [started, ...rest] = stdout.split('\n');
      assert.deepEqual(rest, ['more', `${shell === 'bash' ? '1' : ''} ${started}`, '']);
      assert.equal(stderr, '');
    });
  }
});
