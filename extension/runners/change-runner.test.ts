import assert from 'node:assert/strict';
import type { Command, CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aRunner } from '../model/model-fixtures.ts';
import { BACK } from '../prompts/prompts.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { assignRunner } from './assign-runner.ts';
import { editRunnerTags } from './edit-runner-tags.ts';
import { nameProblem, renameRunner } from './rename-runner.ts';

const row = (runnerId: string): Subject => ({ kind: 'runner', runnerId });

describe('changing runners in VS Code', () => {
  const runners = [
    aRunner({ id: 'r1', name: 'edge', description: 'in the east', tags: ['db', 'eu'] }),
    aRunner({ id: 'r2', name: 'far', tags: ['eu'] }),
    aRunner({ id: 'r0', name: 'Local Runner', local: true }),
  ];

  const projects = ['demo', 'ops'].map((name) => ({ name, description: '' }));

  /** What the coordinator was told. */
  async function told(
    command: Command,
    answers: readonly unknown[],
    subject: Subject,
    selected: readonly Subject[] = [],
  ): Promise<readonly unknown[]> {
    const calls: unknown[] = [];
    const person = new ScriptedPerson();
    person.answers(answers);
    const client = {
      updateRunner: async ({ params, body }: { params: { runner: string }; body: object }) => {
        calls.push({ ...params, ...body });
      },
    };
    const context = {
      prompts: person.prompts(),
      connection: { client },
      model: () => ({ ...EMPTY_MODEL, runners, projects }),
    };
    await command(context as unknown as CommandContext, subject, selected);
    person.finished('it');
    return calls;
  }

  it('gives one another name and description, with a way back to the name', async () => {
    const calls = await told(renameRunner, ['east', BACK, 'east-db', 'behind the firewall'], row('r1'));
    assert.deepEqual(calls, [{ runner: 'r1', name: 'east-db', description: 'behind the firewall' }]);
  });

  it('takes no name that another one has, and none of two lines', () => {
    assert.match(nameProblem(' far ', new Set(['far'])) ?? '', /There is a runner "far" already/);
    assert.match(nameProblem('FAR', new Set(['far'])) ?? '', /There is a runner "FAR" already/);
    assert.match(nameProblem('a\nb', new Set()) ?? '', /one line/);
    assert.match(nameProblem(' ', new Set()) ?? '', /at least one/);
    assert.equal(nameProblem('east', new Set(['far'])), undefined);
  });

  it('sets the tags of one, and adds to and takes off several', async () => {
    const several = [row('r1'), row('r2'), row('r0')];
    assert.deepEqual(await told(editRunnerTags, ['db, fra'], row('r1')), [
      { runner: 'r1', tagNames: ['db', 'fra'] },
    ]);
    assert.deepEqual(await told(editRunnerTags, ['Add Tags…', 'db'], row('r1'), several), [
      { runner: 'r2', tagNames: ['eu', 'db'] },
    ]);
    assert.deepEqual(await told(editRunnerTags, ['Remove Tags…', ['eu']], row('r1'), several), [
      { runner: 'r1', tagNames: ['db'] },
      { runner: 'r2', tagNames: [] },
    ]);
  });

  it('gives one to more projects at once, and takes it from one only on a yes', async () => {
    const both = { runner: 'r1', assignedProjects: { demo: '.*', ops: '.*' } };
    assert.deepEqual(await told(assignRunner, [['demo', 'ops']], row('r1')), [both]);
    assert.deepEqual(await told(assignRunner, [['ops'], false], row('r1')), []);
    assert.deepEqual(await told(assignRunner, [['ops'], true], row('r1')), [
      { runner: 'r1', assignedProjects: { ops: '.*' } },
    ]);
  });
});
