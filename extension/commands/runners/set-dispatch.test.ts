import assert from 'node:assert/strict';
import { NEW_PROJECT_DISPATCH } from '../../../protocol/entities/project-dispatch.ts';
import { DEFAULT_RUNNER_DISPATCH } from '../../../protocol/entities/runner-dispatch.ts';
import type { Choice, ChoiceQuestion, TextQuestion } from '../../host/prompts.ts';
import { aRunner } from '../../model/model-fixtures.ts';
import type { Command, CommandContext } from '../command.ts';
import { askRunners } from '../jobs/run-form/ask-runners.ts';
import { setProjectDispatch } from '../projects/set-project-dispatch.ts';
import { setNodeDispatch } from './set-node-dispatch.ts';

/** Picks the choices whose labels begin so, several with `+` between them, or types the text. */
function person(answers: string[]) {
  const problems: (string | undefined)[] = [];
  const pick = (question: ChoiceQuestion<unknown>) => {
    const labels = answers.shift()?.split('+');
    return labels?.flatMap((label) =>
      question.choices
        .filter((choice: Choice<unknown>) => choice.label.startsWith(label))
        .map(({ value }) => value),
    );
  };
  const prompts = {
    choose: async (question: ChoiceQuestion<unknown>) => pick(question)?.[0],
    chooseSeveral: async (question: ChoiceQuestion<unknown>) => pick(question),
    text: async ({ validate }: TextQuestion) => {
      const answer = answers.shift();
      problems.push(answer === undefined ? undefined : validate?.(answer));
      return answer;
    },
  } as unknown as CommandContext['prompts'];
  return { prompts, problems };
}

/** What the coordinator is told. */
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

describe('dispatch, set in VS Code', () => {
  it('changes one thing of a project at a time', async () => {
    assert.deepEqual(await told(setProjectDispatch, 'Manual'), [{ automatic: false }]);
    assert.deepEqual(await told(setProjectDispatch, 'Unmatched nodes: refused'), [
      { unmatchedNodes: 'refused' },
    ]);
    assert.deepEqual(await told(setProjectDispatch, 'Created runners: off'), [{ runnersEnabled: false }]);
    assert.deepEqual(await told(setProjectDispatch, 'Priority', '8'), [{ priority: 8 }]);
    assert.deepEqual(await told(setProjectDispatch), []);
  });

  it('says which nodes go to a runner, and asks for a filter where there are any', async () => {
    const [runner] = [aRunner({})];
    const runnerId = runner?.id;
    assert.deepEqual(await told(setNodeDispatch, 'edge', 'Its host+Nodes', 'tags: eu'), [
      { runnerId, runnerAsNodeEnabled: true, remoteNodeDispatch: true, runnerNodeFilter: 'tags: eu' },
    ]);
    assert.deepEqual(await told(setNodeDispatch, 'edge', 'nothing'), [
      { runnerId, runnerAsNodeEnabled: false, remoteNodeDispatch: false },
    ]);
    assert.deepEqual(await told(setNodeDispatch, 'edge', 'Nodes'), []);
  });
});

describe('the runners of a run, asked for in VS Code', () => {
  const asked = async (...answers: string[]) => {
    const { prompts, problems } = person(answers);
    return { chosen: await askRunners(prompts, 'Run Deploy', 'db'), problems };
  };

  it('are those of the job, the Local Runner, or what is typed in', async () => {
    assert.deepEqual((await asked('As the job says')).chosen, {});
    assert.deepEqual((await asked('On the Local Runner')).chosen, { runnerFilterMode: 'LOCAL' });
    const { chosen, problems } = await asked('On other', 'db and not eu');
    assert.deepEqual([chosen, problems], [{ runnerFilter: 'db and not eu' }, [undefined]]);
    assert.equal((await asked()).chosen, undefined);
  });

  it('are told what is wrong with a filter while it is typed', async () => {
    const { problems } = await asked('On other', 'db and');
    assert.match(problems[0] ?? '', /column 7/);
    assert.match((await asked('On other', 'a/b')).problems[0] ?? '', /tag/i);
  });
});
