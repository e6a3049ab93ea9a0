import assert from 'node:assert/strict';
import type { CommandContext } from '../../commands/command.ts';
import { BACK } from '../../prompts/prompts.ts';
import { ScriptedPerson } from '../../testing/scripted-person.ts';
import { shareCoordinator } from './share-coordinator.ts';

const URL = 'https://ops.example:4440';

describe('shareCoordinator', () => {
  let calls: unknown[];

  async function run(
    reach: 'network' | 'this-machine',
    answers: readonly unknown[],
  ): Promise<readonly string[]> {
    calls = [];
    const person = new ScriptedPerson();
    person.answers(answers);
    const client = {
      getShare: async () => ({ reach, url: URL }),
      setShare: async ({ body }: { body: unknown }) => {
        calls.push(body);
        return { url: URL };
      },
    };
    const context = { prompts: person.prompts(), connection: { client } };
    await shareCoordinator(context as unknown as CommandContext, { kind: 'none' }, []);
    person.finished('it');
    return person.told;
  }

  it('prompts for names and a port, and returns to the previous prompt on Back', async () => {
    const certificate = 'Share with a Generated Certificate…';
    await run('this-machine', [certificate, 'wrong', BACK, 'ops.example, 10.0.0.7', '4440']);
    assert.deepEqual(calls, [
      { shared: true, port: 4440, certificate: { kind: 'own-ca', names: ['ops.example', '10.0.0.7'] } },
    ]);
  });

  it('stops sharing only after a confirmation', async () => {
    const told = await run('network', ['Stop Sharing…', false]);
    assert.deepEqual([told.at(-1), calls], ['Stop sharing this coordinator?', []]);
    await run('network', ['Stop Sharing…', true]);
    assert.deepEqual(calls, [{ shared: false }]);
  });
});
