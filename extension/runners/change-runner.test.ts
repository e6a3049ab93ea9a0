import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { shownError } from '../command-registry/remedies.ts';
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

describe('runner commands', () => {
  const runners = [
    aRunner({ id: 'r1', name: 'edge', description: 'in the east', tags: ['db', 'eu'] }),
    aRunner({ id: 'r2', name: 'far', tags: ['eu'] }),
    aRunner({ id: 'r0', name: 'Local Runner', local: true }),
  ];

  const projects = ['demo', 'ops'].map((name) => ({ name, description: '' }));

  /** Runs a command and returns the updates that the coordinator received. */
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

  it('change name and description; the user can go back to the name', async () => {
    const calls = await told(renameRunner, ['east', BACK, 'east-db', 'behind the firewall'], row('r1'));
    assert.deepEqual(calls, [{ runner: 'r1', name: 'east-db', description: 'behind the firewall' }]);
  });

  it('offer to create a runner or a project if there is none', async () => {
    const assign = (model: object) => {
      const context = {
        prompts: new ScriptedPerson().prompts(),
        model: () => ({ ...EMPTY_MODEL, ...model }),
      };
      return assignRunner(context as unknown as CommandContext, { kind: 'none' }, []);
    };
    const local = runners.filter((runner) => runner.local);
    const offers = (button: string) => (error: unknown) =>
      isOutrunnerError(error) &&
      shownError(error, { kind: 'none' }).remedies.some((remedy) => remedy.button === button);
    await assert.rejects(assign({ runners: local, projects }), offers('Create Runner…'));
    const context = { prompts: new ScriptedPerson().prompts(), model: () => ({ ...EMPTY_MODEL, runners }) };
    await assert.rejects(
      assignRunner(context as unknown as CommandContext, row('r1'), []),
      offers('Create Project…'),
    );
  });

  it('reject a name that is already in use or has two lines', () => {
    assert.match(nameProblem(' far ', new Set(['far'])) ?? '', /A runner named "far" already exists/);
    assert.match(nameProblem('FAR', new Set(['far'])) ?? '', /A runner named "FAR" already exists/);
    assert.match(nameProblem('a\nb', new Set()) ?? '', /one line/);
    assert.match(nameProblem(' ', new Set()) ?? '', /at least one/);
    assert.equal(nameProblem('east', new Set(['far'])), undefined);
  });

  it('set the tags of one runner, and add or remove tags of several', async () => {
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

  it('assign projects, and remove a runner from a project only after a confirmation', async () => {
    const both = { runner: 'r1', assignedProjects: { demo: '.*', ops: '.*' } };
    assert.deepEqual(await told(assignRunner, [['demo', 'ops']], row('r1')), [both]);
    assert.deepEqual(await told(assignRunner, [['ops'], false], row('r1')), []);
    assert.deepEqual(await told(assignRunner, [['ops'], true], row('r1')), [
      { runner: 'r1', assignedProjects: { ops: '.*' } },
    ]);
  });

  it('add projects to several runners, and change only the runners that lack one of them', async () => {
    const several = [row('r1'), row('r2'), row('r0')];
    assert.deepEqual(await told(assignRunner, [['demo']], row('r1'), several), []);
    assert.deepEqual(await told(assignRunner, [['ops']], row('r1'), several), [
      { runner: 'r1', assignedProjects: { demo: '.*', ops: '.*' } },
      { runner: 'r2', assignedProjects: { demo: '.*', ops: '.*' } },
    ]);
  });
});
