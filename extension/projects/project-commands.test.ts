import assert from 'node:assert/strict';
import type { CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aJob, aKey } from '../model/model-fixtures.ts';
import type { Confirmation } from '../prompts/prompts.ts';
import { deleteProject } from './project-commands.ts';

describe('deleteProject', () => {
  it('lists the objects that it deletes, including keys, and those that remain', async () => {
    const asked: Confirmation[] = [];
    const confirm = async (question: Confirmation) => {
      asked.push(question);
      return false;
    };
    const model = {
      ...EMPTY_MODEL,
      projects: [{ name: 'demo', description: '' }],
      jobs: [aJob({ id: '1' }), aJob({ id: '2', project: 'other' })],
      keys: ['keys/project/demo/a', 'keys/project/demo/b', 'keys/project/demo2/c'].map((path) =>
        aKey({ path }),
      ),
    };
    const context = { prompts: { confirm }, model: () => model } as unknown as CommandContext;
    await deleteProject(context, { kind: 'project', project: 'demo' }, []);
    assert.equal(asked[0]?.message, 'Delete project "demo"?');
    assert.match(asked[0]?.detail ?? '', /^1 job, 2 keys, its nodes .* executions stay/);
  });
});
