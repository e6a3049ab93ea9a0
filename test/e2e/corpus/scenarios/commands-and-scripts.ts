import assert from 'node:assert/strict';
import type { Scenarios } from '../scenario.ts';

const EXAMPLES = 'Basic Examples';

/** Jobs of commands and scripts that contain values of options. */
export const COMMANDS_AND_SCRIPTS: Scenarios = {
  [`${EXAMPLES}/Basic Workflows/Multiple Steps Example`]: async (corpus) => {
    const { status, entries } = await corpus.run(`${EXAMPLES}/Basic Workflows/Multiple Steps Example`);
    assert.equal(status, 'succeeded');
    const told = entries.map(({ stepctx, log }) => `${stepctx}: ${log}`);
    assert.deepEqual(told, ['1: step one', '2: step two', '3: step three']);
  },
  [`${EXAMPLES}/Interpreters/Bash Inline-Script`]: async (corpus) => {
    const job = `${EXAMPLES}/Interpreters/Bash Inline-Script`;
    assert.match((await corpus.run(job)).lines.join(), /a devops specialist for 12 years$/);
    assert.match((await corpus.run(job, { years: '3', name: 'a cook' })).lines.join(), /a cook for 3 years$/);
  },
  [`${EXAMPLES}/Job Referece/Basic Job Reference Example/Child Job`]: async (corpus) => {
    const { status, lines } = await corpus.run(
      `${EXAMPLES}/Job Referece/Basic Job Reference Example/Child Job`,
    );
    assert.deepEqual([status, ...lines], ['succeeded', 'hello world!']);
  },
  [`${EXAMPLES}/Options and Data Passing/Basic Options Usage`]: async (corpus) => {
    const job = `${EXAMPLES}/Options and Data Passing/Basic Options Usage`;
    const greeting = (who: string) => [`hello ${who} from a command step`, `hello ${who} from a script step`];
    assert.deepEqual((await corpus.run(job)).lines, greeting('world!'));
    assert.deepEqual((await corpus.run(job, { opt1: 'you; & me' })).lines, greeting('you; & me'));
  },
  [`${EXAMPLES}/Schedule/Simple Scheduled Job`]: async (corpus) => {
    const job = `${EXAMPLES}/Schedule/Simple Scheduled Job`;
    const info = await corpus.coordinator.client.getJobInfo({ params: { job: corpus.idOf(job) } });
    assert.deepEqual([info.scheduled, info.scheduleEnabled], [true, false]);
    assert.deepEqual((await corpus.run(job)).lines, ['hello world!']);
  },
  'Use Cases/Misc/Comparing Two Lists': async (corpus) => {
    const job = 'Use Cases/Misc/Comparing Two Lists';
    assert.equal((await corpus.run(job)).lines.at(-1), 'missing values: 999');
    assert.equal((await corpus.run(job, { list_one: '1,2', list_two: '2,1' })).lines.at(-1), 'All ok!');
  },
  'Variables/Variables in Job Steps/Using Input Options in command and scripts': async (corpus) => {
    const job = 'Variables/Variables in Job Steps/Using Input Options in command and scripts';
    const { status, lines } = await corpus.run(job, { input_key: 'Three' });
    assert.equal(status, 'succeeded');
    assert.equal(lines.length, 2);
    for (const line of lines) assert.match(line, /: Three$/);
  },
  'Exemple de Job - Dire Bonjour': async (corpus) => {
    const job = 'Exemple de Job - Dire Bonjour';
    await assert.rejects(corpus.run(job), /nom_utilisateur/);
    const { status, entries } = await corpus.run(job, { nom_utilisateur: 'Ada' });
    assert.equal(status, 'succeeded');
    assert.deepEqual(
      entries.map(({ node }) => node),
      ['fpm', 'localhost', 'node1', 'node2', 'ssh-node', 'web_1'],
    );
  },
  'Template Job Python': async (corpus) => {
    const { status, entries, started } = await corpus.run('Template Job Python');
    assert.equal(status, 'succeeded');
    assert.deepEqual(
      entries.map(({ stepctx }) => stepctx),
      ['1', '2', '3'],
    );
    assert.deepEqual(
      started.map(({ argv }) => [argv[0], argv.length]),
      Array(3).fill(['python', 2]),
    );
  },
  test_job: async (corpus) => {
    const well = await corpus.run('test_job', { sleep: '7' });
    assert.deepEqual([well.status, ...well.lines], ['succeeded', 'Test done!']);
    assert.deepEqual(well.commands, ['sleep 7']);
    const ill = await corpus.run('test_job', { exit_code: '3' });
    assert.equal(ill.status, 'failed');
    assert.match(ill.execution.reason?.message ?? '', /3/);
    assert.deepEqual(ill.commands, ['sleep 1']);
  },
  'test job2': async (corpus) => {
    assert.deepEqual((await corpus.run('test job2')).lines, ['job name is test job2']);
  },
};
