import assert from 'node:assert/strict';
import type { CommandContext } from '../../commands/command.ts';
import { BACK } from '../../prompts/prompts.ts';
import { ScriptedPerson } from '../../testing/scripted-person.ts';
import { shareCoordinator } from './share-coordinator.ts';

const URL = 'https://ops.example:4440';

describe('sharing the coordinator in VS Code', () => {
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

  it('asks for names, then for a port, with a way back', async () => {
    const certificate = 'Share with a certificate of its own';
    await run('this-machine', [certificate, 'wrong', BACK, 'ops.example, 10.0.0.7', '4440']);
    assert.deepEqual(calls, [
      { shared: true, port: 4440, certificate: { kind: 'own-ca', names: ['ops.example', '10.0.0.7'] } },
    ]);
  });

  it('ends only on a yes, since that cuts runners off', async () => {
    const told = await run('network', ['Stop sharing…', false]);
    assert.deepEqual([told.at(-1), calls], ['Stop sharing this coordinator?', []]);
    await run('network', ['Stop sharing…', true]);
    assert.deepEqual(calls, [{ shared: false }]);
  });
});
