import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { ExecutionId } from '../../protocol/ids.ts';
import { quoteForShell } from '../../support/text/shell-quote.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, runJob } from './harness/jobs.ts';
import { OUTRUNNER } from './harness/program.ts';
import { World } from './harness/world.ts';

/** Sets the title of a terminal, requests a report from it, clears its screen, and colours a word. */
const HOSTILE = '\u001b]0;owned\u0007\u001b[6n\u001b[2J\u001b[31mred\u001b[0m\u009b6n end\n';
/** The part of {@link HOSTILE} that the allow-list permits. */
const PERMITTED = '\u001b[2J\u001b[31mred\u001b[0m end\r\n';

describe('the output of a step on the command line', () => {
  let world: World;
  let coordinator: Coordinator;
  let execution: ExecutionId;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const octal = [...Buffer.from(HOSTILE)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
    execution = await runJob(coordinator.client, { name: 'hostile', steps: [`printf '${octal}'`] });
    await endOf(coordinator.client, execution);
  });
  after(() => world[Symbol.asyncDispose]());

  const environment = () => ({
    ...world.environment,
    OUTRUNNER_URL: coordinator.url,
    OUTRUNNER_TOKEN: coordinator.token,
  });
  const piped = async (args: string) => (await world.outrunner(args.split(' '), environment())).stdout;
  const onTerminal = (args: string) => {
    const command = [process.execPath, OUTRUNNER, ...args.split(' ')].map(quoteForShell).join(' ');
    const shown = spawnSync('script', ['--quiet', '--command', `${command} 2>/dev/null`, '/dev/null'], {
      env: environment(),
      encoding: 'utf8',
      input: '',
    });
    assert.equal(shown.status, 0, shown.stderr);
    return shown.stdout;
  };

  it('is filtered if stdout is a terminal', () => {
    for (const args of [`execution output ${execution}`, `execution output ${execution} --follow`])
      assert.equal(onTerminal(args), PERMITTED, args);
  });

  it('is unchanged if stdout is not a terminal, or with --raw', async () => {
    assert.equal(await piped(`execution output ${execution} --follow`), HOSTILE);
    assert.equal(await piped(`execution output ${execution} --raw`), HOSTILE);
    assert.equal(onTerminal(`execution output ${execution} --raw`), HOSTILE.replace('\n', '\r\n'));
  });
});
