import assert from 'node:assert/strict';
import { runHook } from './run-hook.ts';

describe('a hook', () => {
  const run = (program: readonly string[], environment: Record<string, string> = {}) =>
    runHook({
      program,
      environment,
      input: '{}\n',
      timeoutMilliseconds: 20_000,
      signal: new AbortController().signal,
    });

  it('allows a step by exit code 0, and refuses it by another exit code, with the standard error as the reason', async () => {
    assert.equal(await run(['/bin/sh', '-c', 'exit 0']), undefined);
    assert.equal(await run(['/bin/sh', '-c', 'echo no >&2; exit 3']), 'no');
    assert.match((await run(['/bin/sh', '-c', 'exit 3'])) ?? '', /exit code 3/);
  });

  it('refuses the step if the hook cannot be started', async () => {
    assert.match((await run(['/nowhere/hook'])) ?? '', /could not be run: .*ENOENT/);
    const tooLong = { LONG: 'x'.repeat(10_000_000) };
    assert.match((await run(['/bin/true'], tooLong)) ?? '', /could not be run: .*E2BIG/);
  });
});
