import assert from 'node:assert/strict';
import type { Command, CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aJob, aRunner } from '../model/model-fixtures.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import { deleteTag, mergeTags, renameTag } from './tag-commands.ts';

const tag = { kind: 'tag', tag: 'db' } as const;
const model = { ...EMPTY_MODEL, runners: [aRunner({ tags: ['db', 'sql'] })], jobs: [aJob()] };

/** Runs a command on the tag `db`. Returns the prompts, and the calls that change the coordinator's state. */
async function run(command: Command, answers: readonly unknown[]) {
  const person = new ScriptedPerson();
  person.answers(answers);
  const calls: unknown[] = [];
  const call = (name: string) => async (request: { body?: object; query?: object; params?: object }) => {
    const {
      dryRun,
      leaveRest: _,
      ...change
    } = { dryRun: undefined, leaveRest: undefined, ...request.body, ...request.query };
    if (String(dryRun) === 'false') calls.push([name, { ...request.params, ...change }]);
    return { runners: [], jobs: [], sources: [], obstacles: [] };
  };
  const client = {
    renameTag: call('rename'),
    mergeTags: call('merge'),
    deleteTag: call('delete'),
  };
  const context = { prompts: person.prompts(), connection: { client }, model: () => model };
  await command(context as unknown as CommandContext, tag, []);
  person.finished('it');
  return { told: person.told, calls };
}

describe('commands on tags', () => {
  it('rename a tag after a confirmation that shows the old and the new tag', async () => {
    const { told, calls } = await run(renameTag, ['sql', true]);
    assert.equal(told.at(-1), 'Rename tag "db" to "sql"?');
    assert.deepEqual(calls, [['rename', { tag: 'db', to: 'sql' }]]);
    assert.deepEqual((await run(renameTag, ['sql', false])).calls, []);
    assert.deepEqual((await run(renameTag, ['db'])).calls, []);
  });

  it('merge the chosen tags into one', async () => {
    const { told, calls } = await run(mergeTags, [['db', 'sql'], 'database', true]);
    assert.equal(told.at(-1), 'Merge "db", "sql" into "database"?');
    assert.deepEqual(calls, [['merge', { tags: ['db', 'sql'], into: 'database' }]]);
  });

  it('delete a tag after a confirmation', async () => {
    assert.deepEqual((await run(deleteTag, [true])).calls, [['delete', { tag: 'db' }]]);
    assert.deepEqual((await run(deleteTag, [false])).calls, []);
  });
});
