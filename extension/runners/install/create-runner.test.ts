import assert from 'node:assert/strict';
import type { CommandContext } from '../../commands/command.ts';
import { EMPTY_MODEL } from '../../model/model.ts';
import { ScriptedPerson } from '../../testing/scripted-person.ts';
import { createRunner } from './create-runner.ts';

/** Runs the command with these answers. Returns the calls to the coordinator, and the prompts. */
async function created(projects: readonly string[], answers: readonly unknown[]) {
  const calls: unknown[] = [];
  const person = new ScriptedPerson();
  person.answers(answers);
  const client = {
    createProject: async ({ body }: { body: unknown }) => calls.push(['project', body]),
    createRunner: async ({ body }: { body: { name: string; assignedProjects: object } }) => {
      calls.push(['runner', body.name, body.assignedProjects]);
      return { runnerId: 'r1', name: body.name, token: 'secret', downloadTk: 'd', installCommand: 'install' };
    },
  };
  const context = {
    prompts: person.prompts(),
    connection: { client, state: { kind: 'none' } },
    editor: { copy: async () => undefined, showText: async () => undefined },
    model: () => ({
      ...EMPTY_MODEL,
      runnersEnabled: true,
      projects: projects.map((name) => ({ name, description: '' })),
    }),
  } as unknown as CommandContext;
  const problem = await createRunner(context, { kind: 'none' }, []).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { calls, problem, told: person.told };
}

const LINUX = ['Linux', 'Persistent Replicas'];

describe('createRunner', () => {
  it('requires a project, because a runner without one gets no work', async () => {
    const { calls, problem } = await created(['demo', 'ops'], ['edge', '', 'db', [], ...LINUX]);
    assert.match(problem ?? '', /Choose at least one project/);
    assert.deepEqual(calls, []);
  });

  it('assigns the runner to the chosen projects', async () => {
    const { calls } = await created(['demo', 'ops'], ['edge', '', 'db', ['ops'], ...LINUX]);
    assert.deepEqual(calls, [['runner', 'edge', { ops: '.*' }]]);
  });

  it('creates the first project if there is none', async () => {
    const { calls, told } = await created([], ['edge', '', 'db', 'operations', ...LINUX]);
    assert.deepEqual(calls, [
      ['project', { name: 'operations', description: '' }],
      ['runner', 'edge', { operations: '.*' }],
    ]);
    assert.match(told[3] ?? '', /Name of the project that the runner serves/);
  });
});
