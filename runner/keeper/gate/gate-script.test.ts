import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { gateScript } from './gate-script.ts';

const SHELLS = [['/bin/sh'], ['/bin/bash', '--posix'], ['/bin/busybox', 'sh']].filter(([path = '']) =>
  existsSync(path),
);

const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom("'", '\\', '\n', '$', '`', '"', ' ', '\u0081', '\u0088', 'Á', '!', '#'),
      maxLength: 12,
    }),
  )
  .map((value) => Buffer.from(value.replaceAll('\0', '')).toString());

for (const [shell = '', ...args] of SHELLS) {
  describe(`the gate's script, read by ${shell}`, () => {
    const run = (input: string) => spawnSync(shell, args, { input, env: {} });

    it('passes arguments and environment byte for byte', () => {
      const print = 'printf "%s\\0" "$@"; printf "%s\\0" "$ONE" "$TWO"';
      fc.assert(
        fc.property(fc.array(text, { maxLength: 4 }), text, text, (values, one, two) => {
          const env = { ONE: one, TWO: two, PATH: '/usr/bin:/bin' };
          const argv = ['/bin/sh', '-c', print, 'sh', ...values];
          const { stdout, stderr } = run(gateScript({ argv, env, cwd: '/' }));
          const given = values.length === 0 ? [''] : values;
          assert.equal(stderr.toString(), '');
          assert.deepEqual(stdout, Buffer.from(`${[...given, one, two].join('\0')}\0`));
        }),
        { numRuns: 100 },
      );
    });

    it('starts nothing before the shell has read the whole text', () => {
      const script = gateScript({ argv: ['/bin/echo', 'started'], env: { A: 'b' }, cwd: '/' });
      for (let length = 0; length < script.length - 2; length++) {
        assert.equal(
          run(script.slice(0, length)).stdout.toString(),
          '',
          `started after ${length} characters`,
        );
      }
      assert.equal(run(script).stdout.toString(), 'started\n');
    });

    it('starts the program without errors even if the shell reserves names of variables', () => {
      const env = { UID: '7', PPID: 'x', LANG: 'xx_YY.nonsense', IFS: 'abc', PATH: '/usr/bin:/bin' };
      const { stdout, stderr } = run(gateScript({ argv: ['/bin/echo', 'started'], env, cwd: '/' }));
      assert.deepEqual([stdout.toString(), stderr.toString()], ['started\n', '']);
    });
  });
}
