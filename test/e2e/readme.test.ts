import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/checkout/root.ts';
import { Coordinator } from './harness/coordinator.ts';
import { World } from './harness/world.ts';

/** Returns the arguments of each `npx outrunner` command in a section of the README. */
async function commandsOf(section: string): Promise<string[][]> {
  const [, text = ''] = (await readFile(join(root, 'README.md'), 'utf8')).split(`\n## ${section}\n`);
  const lines = (text.split('\n## ')[0] ?? '').matchAll(/^npx outrunner (.*)$/gm);
  return Promise.all(Array.from(lines, ([, line = '']) => wordsOf(line)));
}

async function wordsOf(line: string): Promise<string[]> {
  const words: string[] = [];
  for (const word of line.replace(/ +#.*$/, '').split(/ +/)) {
    if (!word.includes('*')) words.push(word);
    else for await (const file of glob(word, { cwd: root })) words.push(file);
  }
  return words;
}

describe('the README', () => {
  it('contains commands that start a coordinator, run a job and create a runner', async () => {
    await using world = await World.open();
    const [start = [], ...run] = await commandsOf('Without VS Code');
    const flags = start.filter((word) => word.startsWith('--local-runner'));
    const coordinator = await Coordinator.start({
      dataDir: world.path('coordinator'),
      environment: world.environment,
      args: flags,
    });
    const create = await commandsOf('A runner in a closed network');
    assert.ok(run.length >= 3 && create.some((words) => words.includes('create')));
    for (const words of [...run, ...create]) {
      const args = words.map((word) =>
        word.startsWith('examples/') && word.endsWith('.yaml') ? join(root, word) : word,
      );
      const program = await world.outrunner(args, {
        OUTRUNNER_URL: coordinator.url,
        OUTRUNNER_TOKEN: coordinator.token,
      });
      assert.equal((await program.ended).code, 0, `${words.join(' ')}: ${program.stderr}`);
    }
    const { runners } = await coordinator.client.listRunnerOverviews();
    assert.deepEqual(runners.find(({ name }) => name === 'east')?.assignedProjects, ['operations']);
  });
});
