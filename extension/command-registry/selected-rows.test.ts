import assert from 'node:assert/strict';
import type { CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aJob, aRunner } from '../model/model-fixtures.ts';
import { projectsTree } from '../projects/projects-tree.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { deleteSelected, renameSelected } from './selected-rows.ts';

const model = {
  ...EMPTY_MODEL,
  runners: [aRunner({ id: 'r1', name: 'edge' }), aRunner({ id: 'r2', name: 'far' })],
  projects: [{ name: 'demo', description: '' }],
  jobs: [aJob({ id: 'j1', name: 'backup', group: 'nightly' })],
};

async function asked(
  command: typeof deleteSelected,
  answers: readonly unknown[],
  subjects: readonly Subject[],
): Promise<readonly string[]> {
  const person = new ScriptedPerson();
  person.answers(answers);
  const context = { prompts: person.prompts(), connection: { client: {} }, model: () => model };
  const [subject = { kind: 'none' } as const] = subjects;
  await command(context as unknown as CommandContext, subject, subjects);
  person.finished('it');
  return person.told;
}

const runner = (runnerId: string): Subject => ({ kind: 'runner', runnerId });

describe('the keyboard shortcuts of selected rows', () => {
  it('ask before they delete the selected rows of one kind', async () => {
    assert.deepEqual(await asked(deleteSelected, [false], [{ kind: 'job', jobId: 'j1', project: 'demo' }]), [
      'Delete job "nightly/backup"?',
    ]);
    const two = await asked(
      deleteSelected,
      [false],
      [runner('r1'), runner('r2'), { kind: 'tag', tag: 'db' }],
    );
    assert.match(two.join(), /Delete 2 runners/);
  });

  it('do not offer to delete a project when one of its groups is selected', async () => {
    const [project] = projectsTree(model);
    const [group] = project?.children ?? [];
    assert.ok(project && group);
    assert.match((await asked(deleteSelected, [false], [project.subject])).join(), /Delete project "demo"/);
    assert.deepEqual(await asked(deleteSelected, [], [group.subject]), ['Select a row that can be deleted.']);
  });

  it('do not offer to delete an execution when one of its steps is selected', async () => {
    const step: Subject = { kind: 'execution', executionId: 1, place: { stepctx: '1', hasFailed: false } };
    assert.deepEqual(await asked(deleteSelected, [], [step]), ['Select a row that can be deleted.']);
  });

  it('rename a runner, and ask for a runner or a tag if an execution is selected', async () => {
    assert.match((await asked(renameSelected, [undefined], [runner('r1')])).join(), /edge/);
    assert.deepEqual(await asked(renameSelected, [], [{ kind: 'execution', executionId: 1 }]), [
      'Select a runner or a tag to rename.',
    ]);
  });
});
