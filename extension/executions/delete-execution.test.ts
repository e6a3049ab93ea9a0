import assert from 'node:assert/strict';
import type { DeletedExecutions } from '../../protocol/routes/shapes/deletion-shapes.ts';
import type { CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { anExecution } from '../model/model-fixtures.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { deleteExecution } from './delete-execution.ts';

const row = (executionId: number): Subject => ({ kind: 'execution', executionId });
const model = {
  ...EMPTY_MODEL,
  executions: [
    anExecution({ id: 3, status: 'running' }),
    anExecution({ id: 2, status: 'failed' }),
    anExecution({ id: 1, status: 'succeeded' }),
  ],
};
/** An execution that only an older page of the view contains. */
const older = anExecution({ id: 9, status: 'succeeded' });

async function run(
  answers: readonly unknown[],
  subjects: readonly Subject[],
  failures: DeletedExecutions['failures'] = [],
) {
  const person = new ScriptedPerson();
  person.answers(answers);
  const deleted: unknown[] = [];
  const client = {
    deleteExecutions: async ({ body }: { body: { ids: unknown } }) => {
      deleted.push(body.ids);
      return { failures };
    },
  };
  const context = {
    prompts: person.prompts(),
    connection: { client },
    model: () => model,
    editor: { activeExecution: () => undefined },
    executions: { find: (id: number) => (id === 9 ? older : undefined) },
  };
  const [subject = { kind: 'none' } as const] = subjects;
  await deleteExecution(context as unknown as CommandContext, subject, subjects);
  person.finished('it');
  return { told: person.told, deleted };
}

describe('Delete Execution', () => {
  it('shows the execution in its question, and deletes it after a confirmation', async () => {
    const { told, deleted } = await run([true], [row(2)]);
    assert.match(told.join(), /^Delete execution 2 .+\?/);
    assert.deepEqual(deleted, [[2]]);
    assert.deepEqual((await run([false], [row(2)])).deleted, []);
  });

  it('deletes the selected executions that have ended, including those on older pages', async () => {
    const { told, deleted } = await run([true], [row(1), row(2), row(3), row(9)]);
    assert.match(told.join(), /Delete 3 executions\?/);
    assert.deepEqual(deleted, [[1, 2, 9]]);
  });

  it('reports that a running execution must be stopped first', async () => {
    const { told, deleted } = await run([], [row(3)]);
    assert.match(told.join(), /Execution 3 is still running\. Stop it first\./);
    assert.deepEqual(deleted, []);
  });

  it('reports an execution that the coordinator does not delete', async () => {
    const failure = { id: '2', message: 'Execution 2 failed and waits for its retry.' };
    const { told } = await run([true], [row(1), row(2)], [failure]);
    assert.match(told.join(), /Execution 2 was not deleted: Execution 2 failed and waits/);
  });
});
