import assert from 'node:assert/strict';
import type { CommandContext } from '../../commands/command.ts';
import { SavedInMemory } from '../../testing/saved-in-memory.ts';
import { ScriptedPerson } from '../../testing/scripted-person.ts';
import type { ConnectionState, ConnectionTarget } from '../connection-state.ts';
import { switchChoices, switchCoordinator } from './switch-coordinator.ts';

const PROD = 'https://prod.example:4440';
const TEST = 'https://test.example';
const remote = (url: string): ConnectionTarget => ({ kind: 'remote', url });

describe('switchCoordinator', () => {
  let saved: SavedInMemory;
  let acts: string[];
  let closes: boolean;
  let told: readonly string[];
  beforeEach(async () => {
    saved = new SavedInMemory();
    await saved.save(remote(TEST));
    await saved.save(remote(PROD));
    await saved.addKnown(TEST);
    await saved.addKnown(PROD);
    await saved.saveToken(PROD, 'p');
    await saved.saveToken(TEST, 't');
    acts = [];
    closes = true;
  });

  async function run(
    answers: readonly unknown[],
    after: ConnectionState['kind'] = 'connected',
  ): Promise<void> {
    const person = new ScriptedPerson();
    person.answers(answers);
    const context = {
      prompts: person.prompts(),
      saved,
      connection: {
        state: { kind: 'connected', target: remote(PROD) },
        connect: async (target: ConnectionTarget) => {
          acts.push(`connect to ${target.kind === 'remote' ? target.url : 'embedded'}`);
          return { kind: after, target, problem: 'The token is invalid.' };
        },
      },
      editor: {
        closeCoordinator: async () => {
          acts.push('close');
          return closes;
        },
      },
    };
    await switchCoordinator(context as unknown as CommandContext, { kind: 'none' }, []);
    person.finished('it');
    told = person.told;
  }

  it('lists the current coordinator first, then the embedded and the known ones', () => {
    const labels = switchChoices(remote(PROD), [TEST, PROD]).map(({ label, description }) => [
      label,
      description,
    ]);
    assert.deepEqual(labels, [
      ['prod.example:4440', 'current'],
      ['Embedded Coordinator', undefined],
      ['test.example', undefined],
      ['Connect to Another Coordinator…', undefined],
      ['Forget a Coordinator…', undefined],
    ]);
  });

  it('offers nothing to forget if only the current coordinator is known', () => {
    const labels = switchChoices(remote(PROD), [PROD]).map(({ label }) => label);
    assert.deepEqual(labels, [
      'prod.example:4440',
      'Embedded Coordinator',
      'Connect to Another Coordinator…',
    ]);
  });

  it('closes everything of the current coordinator before it connects to another one', async () => {
    await run(['test.example']);
    assert.deepEqual(acts, ['close', `connect to ${TEST}`]);
  });

  it('keeps editors and terminals if the user selects the current coordinator', async () => {
    await run(['prod.example:4440']);
    assert.deepEqual(acts, [`connect to ${PROD}`]);
  });

  it('stays with the coordinator if the user cancels the closing of an unsaved editor', async () => {
    closes = false;
    await run(['test.example']);
    assert.deepEqual(acts, ['close']);
  });

  it('shows why the other coordinator refused the connection', async () => {
    await run(['test.example'], 'refused');
    assert.equal(told.at(-1), 'The token is invalid.');
  });

  it('forgets another coordinator with its token, after a confirmation', async () => {
    await run(['Forget a Coordinator…', 'test.example', false]);
    assert.equal(saved.tokens.get(TEST), 't');
    await run(['Forget a Coordinator…', 'test.example', true]);
    assert.deepEqual([saved.knownUrls(), [...saved.tokens.keys()]], [[PROD], [PROD]]);
  });
});
