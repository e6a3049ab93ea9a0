import assert from 'node:assert/strict';
import type { CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aJob, aRunner } from '../model/model-fixtures.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { dropRows } from './drop-rows.ts';

const runner: Subject = { kind: 'runner', runnerId: 'r1' };
const job: Subject = { kind: 'job', jobId: 'j1', project: 'demo' };
const gpu: Subject = { kind: 'tag', tag: 'gpu' };
const model = { ...EMPTY_MODEL, runners: [aRunner()], jobs: [aJob()] };

/** Drops rows on a row. Returns the calls that the coordinator received, and the messages. */
async function dropped(target: Subject, rows: readonly Subject[], answers: readonly unknown[]) {
  const calls: unknown[] = [];
  const person = new ScriptedPerson();
  person.answers(answers);
  const client = {
    updateRunner: async (call: object) => calls.push(call),
    setJobSelectors: async ({ body }: { body: object }) => {
      calls.push(body);
      return { succeeded: [], failed: [{ id: 'j1', errorCode: 'conflict', message: 'Changed meanwhile.' }] };
    },
  };
  const context = { prompts: person.prompts(), connection: { client }, model: () => model };
  await dropRows(context as unknown as CommandContext, target, rows);
  person.finished('the drop');
  return { calls, told: [...person.told] };
}

describe('dropRows', () => {
  it('changes nothing without a confirmation', async () => {
    const { calls, told } = await dropped(gpu, [runner], [false]);
    assert.deepEqual([calls, told], [[], ['Add tag "gpu" to runner "edge"?']]);
  });

  it('changes runners and jobs after a confirmation, and reports jobs that the coordinator did not change', async () => {
    const { calls, told } = await dropped(gpu, [runner, job], [true]);
    const selector = { mode: 'TAGS', match: 'all', tags: ['db', 'gpu'] };
    assert.deepEqual(calls, [
      { params: { runner: 'r1' }, body: { tagNames: ['db', 'gpu'] } },
      { jobs: [{ id: 'j1', revision: 1 }], selector },
    ]);
    assert.equal(told[1], '1 job could not be changed. Changed meanwhile.');
  });

  it('assigns a runner to a project, in addition to its other projects', async () => {
    const { calls } = await dropped({ kind: 'project', project: 'ops' }, [runner], [true]);
    assert.deepEqual(calls, [
      { params: { runner: 'r1' }, body: { assignedProjects: { demo: '.*', ops: '.*' } } },
    ]);
  });

  it('reports why a drop changes nothing', async () => {
    const { told } = await dropped({ kind: 'tag', tag: 'db' }, [runner], []);
    assert.deepEqual(told, ['Nothing was changed: tag "db" already belongs to runner "edge".']);
  });
});
