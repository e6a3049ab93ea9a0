import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { itAsRoot } from '../../../support/testing/as-root.ts';
import { removeLeftovers } from './leftovers.ts';
import { answers, SshServer } from './ssh-server.ts';
import { TestUser } from './test-user.ts';

describe('the leftovers of a killed test run', () => {
  it('include its servers, which the next run removes without touching running or unrelated ones', async () => {
    const [folder = '', port = ''] = await madeAndKilled(
      './ssh-server.ts',
      'const made = await module.SshServer.start([]); console.log(made.folder + " " + made.port);',
    );
    assert.ok(existsSync(folder) && (await answers(Number(port))));
    const unknown = mkdtempSync(join(tmpdir(), 'outrunner-sshd-'));
    const living = await SshServer.start([]);
    const removed = await removeLeftovers();
    assert.ok(removed.includes(folder));
    assert.deepEqual([existsSync(folder), await answers(Number(port))], [false, false]);
    assert.deepEqual([existsSync(unknown), existsSync(living.folder)], [true, true]);
    assert.ok(await answers(living.port));
    await living.stop();
    rmSync(unknown, { recursive: true });
  });

  itAsRoot(
    'include its users, which the next run removes without touching those of a run in progress',
    async () => {
      const [name = '', home = ''] = await madeAndKilled(
        './test-user.ts',
        'const made = new module.TestUser(); console.log(made.name + " " + made.home); setInterval(() => {}, 1000);',
      );
      const isUser = (wanted: string) => readFileSync('/etc/passwd', 'utf8').includes(`\n${wanted}:`);
      assert.ok(isUser(name) && existsSync(home));
      const living = new TestUser();
      const removed = await removeLeftovers();
      assert.ok(removed.includes(name));
      assert.deepEqual([isUser(name), existsSync(home), isUser(living.name)], [false, false, true]);
      living.remove();
    },
  );
});

/** Runs a program with `module` until it prints a line, then kills it. Resolves to the words of that line. */
async function madeAndKilled(file: string, program: string): Promise<string[]> {
  const url = new URL(file, import.meta.url).href;
  const whole = `const module = await import(${JSON.stringify(url)}); ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', whole], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  child.kill('SIGKILL');
  await once(child, 'close');
  return String(line).split(' ');
}
