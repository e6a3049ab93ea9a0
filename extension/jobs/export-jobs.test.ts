import assert from 'node:assert/strict';
import type { CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aJob } from '../model/model-fixtures.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { exportJobs } from './export-jobs.ts';

const row = (jobId: string, project: string): Subject => ({ kind: 'job', jobId, project });

describe('exportJobs', () => {
  /** Runs the command and returns the text that it wrote. */
  async function written(subject: Subject, selected: readonly Subject[] = []): Promise<string | undefined> {
    const person = new ScriptedPerson();
    person.answers(['/jobs.yaml']);
    let text: string | undefined;
    const client = {
      exportJobs: async (call: { params: { project: string }; query: { idlist?: string } }) => ({
        text: `- ${call.params.project}: ${call.query.idlist ?? 'all'}\n`,
      }),
    };
    const editor = {
      writeFile: async (_: string, what: string) => {
        text = what;
      },
    };
    const jobs = [aJob({ id: 'j1' }), aJob({ id: 'j2' }), aJob({ id: 'j3', project: 'other' })];
    const projects = [{ name: 'demo', description: '' }];
    const context = {
      prompts: person.prompts(),
      connection: { client },
      editor,
      model: () => ({ ...EMPTY_MODEL, projects, jobs }),
    };
    await exportJobs(context as unknown as CommandContext, subject, selected);
    person.finished('it');
    return text;
  }

  it('exports a project, one job, or the selected jobs of several projects as one list', async () => {
    assert.equal(await written({ kind: 'project', project: 'demo' }), '- demo: all\n');
    assert.equal(await written(row('j2', 'demo')), '- demo: j2\n');
    const selected = [row('j1', 'demo'), row('j3', 'other'), row('j2', 'demo')];
    assert.equal(await written(row('j1', 'demo'), selected), '- demo: j1,j2\n- other: j3\n');
  });
});
