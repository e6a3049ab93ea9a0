import assert from 'node:assert/strict';
import { NEW_PROJECT_DISPATCH } from '../../protocol/entities/project-dispatch.ts';
import { DEFAULT_RUNNER_DISPATCH } from '../../protocol/entities/runner-dispatch.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { aRunner } from '../model/model-fixtures.ts';
import { setProjectDispatch } from '../projects/set-project-dispatch.ts';
import type { PickItem, PickQuestion, TextQuestion } from '../prompts/prompts.ts';
import { setNodeDispatch } from './set-node-dispatch.ts';

/**
 * Prompts that pick the choices whose labels begin with an answer (several are joined by `+`), or that type the answer.
 */
function person(answers: string[]) {
  const problems: (string | undefined)[] = [];
  const pick = (question: PickQuestion<unknown>) => {
    const labels = answers.shift()?.split('+');
    return labels?.flatMap((label) =>
      question.choices
        .filter((choice: PickItem<unknown>) => choice.label.startsWith(label))
        .map(({ value }) => value),
    );
  };
  const text = async ({ validate }: TextQuestion) => {
    const answer = answers.shift();
    problems.push(answer === undefined ? undefined : validate?.(answer));
    return answer;
  };
  const prompts = {
    choose: async (question: PickQuestion<unknown>) => pick(question)?.[0],
    chooseSeveralStep: async (question: PickQuestion<unknown>) => pick(question),
    text,
    textStep: text,
  } as unknown as CommandContext['prompts'];
  return { prompts, problems };
}

/** Runs a command and returns the bodies that the coordinator received. */
async function told(command: Command, ...answers: string[]): Promise<unknown[]> {
  const bodies: unknown[] = [];
  const tell = async ({ body }: { body: unknown }) => void bodies.push(body);
  const client = {
    getDispatchConfig: async () => ({ project: 'demo', ...NEW_PROJECT_DISPATCH }),
    getProjectRunner: async () => DEFAULT_RUNNER_DISPATCH,
    setDispatchConfig: tell,
    setNodeDispatch: tell,
  };
  const model = () => ({
    projects: [{ name: 'demo', description: '' }],
    runners: [aRunner({ assignedProjects: ['demo' as never] })],
  });
  const { prompts } = person(answers);
  await command(
    { prompts, model, connection: { client } } as unknown as CommandContext,
    { kind: 'none' },
    [],
  );
  return bodies;
}

describe('dispatch commands', () => {
  it('change a single dispatch setting of a project', async () => {
    assert.deepEqual(await told(setProjectDispatch, 'Manual'), [{ automatic: false }]);
    assert.deepEqual(await told(setProjectDispatch, 'Unmatched Nodes: Refused'), [
      { unmatchedNodes: 'refused' },
    ]);
    assert.deepEqual(await told(setProjectDispatch, 'Created Runners: Off'), [{ runnersEnabled: false }]);
    assert.deepEqual(await told(setProjectDispatch, 'Priority', '8'), [{ priority: 8 }]);
    assert.deepEqual(await told(setProjectDispatch), []);
  });

  it('set which nodes a runner serves, and ask for a filter unless the runner serves none', async () => {
    const [runner] = [aRunner({})];
    const runnerId = runner?.id;
    assert.deepEqual(await told(setNodeDispatch, 'edge', 'The Host+Nodes', 'tags: eu'), [
      { runnerId, runnerAsNodeEnabled: true, remoteNodeDispatch: true, runnerNodeFilter: 'tags: eu' },
    ]);
    assert.deepEqual(await told(setNodeDispatch, 'edge', 'nothing'), [
      { runnerId, runnerAsNodeEnabled: false, remoteNodeDispatch: false },
    ]);
    assert.deepEqual(await told(setNodeDispatch, 'edge', 'Nodes'), []);
  });
});
