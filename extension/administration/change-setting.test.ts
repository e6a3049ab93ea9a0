import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../protocol/entities/settings.ts';
import type { CommandContext } from '../commands/command.ts';
import type { Choice, ChoiceQuestion, TextQuestion } from '../prompts/prompts.ts';
import { changeSetting } from './change-setting.ts';

/** What a person is asked and the coordinator told, where the labels of choices and the text are these answers. */
async function changed(...answers: string[]) {
  const asked: string[] = [];
  const bodies: unknown[] = [];
  const prompts = {
    choose: async (question: ChoiceQuestion<unknown>) => {
      asked.push(question.title);
      const answer = answers.shift();
      return question.choices.find(({ label }: Choice<unknown>) => label === answer)?.value;
    },
    text: async ({ title, prompt, validate }: TextQuestion) => {
      asked.push(`${title}: ${prompt}`);
      const answer = answers.shift();
      const problem = answer === undefined ? undefined : validate?.(answer);
      if (problem !== undefined) asked.push(problem);
      return problem === undefined ? answer : undefined;
    },
  };
  const client = {
    getSettings: async () => DEFAULT_SETTINGS,
    updateSettings: async ({ body }: { body: unknown }) => void bodies.push(body),
  };
  const context = { prompts, connection: { client } } as unknown as CommandContext;
  await changeSetting(context, { kind: 'none' }, []);
  return { asked, bodies };
}

describe('changing a setting in VS Code', () => {
  it('offers both values of a switch', async () => {
    const { bodies } = await changed('localExecutor.disabled', 'true');
    assert.deepEqual(bodies, [{ localExecutor: { disabled: true } }]);
  });

  it('asks for numbers and lists with what they are and their default', async () => {
    const { asked, bodies } = await changed('plugins.allowedPlugins', 'WorkflowStep:http');
    assert.match(asked[1] ?? '', /run on created runners only.*Default: empty. Several with commas/);
    assert.deepEqual(bodies, [{ plugins: { allowedPlugins: ['WorkflowStep:http'] } }]);
    assert.deepEqual((await changed('runner.unknownSeconds', '5')).bodies, [
      { runner: { unknownSeconds: 5 } },
    ]);
  });

  it('says what is wrong as it is typed, by the schema of the settings', async () => {
    for (const [path, text, problem] of [
      ['runner.unknownSeconds', 'soon', /number/],
      ['runner.unknownSeconds', '-1', />/],
      ['plugins.allowedPlugins', '[', /JSON/],
    ] as const) {
      const { asked, bodies } = await changed(path, text);
      assert.match(asked.at(-1) ?? '', problem);
      assert.deepEqual(bodies, []);
    }
  });

  it('changes nothing where the person gives up', async () => {
    assert.deepEqual((await changed()).bodies, []);
    assert.deepEqual((await changed('runner.unknownSeconds')).bodies, []);
  });
});
