import assert from 'node:assert/strict';
import type { CommandContext } from '../../commands/command.ts';
import { aRunner } from '../../model/model-fixtures.ts';
import { createEnrollmentKey, manageEnrollmentKeys } from './enrollment-keys.ts';

const runner = aRunner({ name: 'pods' });
const key = { id: 'k1', maxReplicas: 5, networks: ['10.0.0.0/8'], createdAt: 0, expiresAt: 0 };

/** Returns a context whose prompts give these answers in order, and the list in which it records what happened. */
function contextOf(answers: readonly string[]) {
  const left = [...answers];
  const done: unknown[] = [];
  const prompts = {
    textStep: async () => left.shift(),
    choose: async ({ choices }: { choices: { label: string; value: unknown }[] }) => {
      const answer = left.shift();
      return choices.find(({ label }) => label === answer)?.value;
    },
    confirm: async () => left.shift() === 'yes',
    inform: async (_: string, button: string) => button,
    warn: async (message: string, button: string) => {
      done.push(message);
      return button;
    },
  };
  const client = {
    createEnrollmentKey: async ({ body }: { body: unknown }) => {
      done.push(body);
      const { networks } = body as { networks: string[] };
      return {
        ...key,
        token: 'the key',
        ...(networks.length === 0 ? { warning: 'Names no networks.' } : {}),
      };
    },
    listEnrollmentKeys: async () => ({ keys: [key] }),
    deleteEnrollmentKey: async ({ params }: { params: { key: string } }) => void done.push(params.key),
  };
  const editor = { copy: async (text: string) => void done.push(text) };
  const model = () => ({ runners: [runner] });
  return { context: { prompts, editor, model, connection: { client } } as unknown as CommandContext, done };
}

describe('enrollment key commands', () => {
  it('create a key with its limits, and copy its value', async () => {
    const { context, done } = contextOf(['pods', '5', '10.0.0.0/8, 192.0.2.7', '30']);
    await createEnrollmentKey(context, { kind: 'none' }, []);
    const networks = ['10.0.0.0/8', '192.0.2.7'];
    assert.deepEqual(done, [{ maxReplicas: 5, networks, expiresInSeconds: 2_592_000 }, 'the key']);
  });

  it('show a warning for a key without networks', async () => {
    const { context, done } = contextOf(['pods', '5', '', '30']);
    await createEnrollmentKey(context, { kind: 'none' }, []);
    assert.match(String(done[1]), /Names no networks\.$/);
    assert.equal(done[2], 'the key');
  });

  it('delete a key after a confirmation', async () => {
    for (const [sure, deleted] of [
      ['yes', ['k1']],
      ['no', []],
    ] as const) {
      const { context, done } = contextOf(['pods', 'Up to 5 replicas from 10.0.0.0/8', sure]);
      await manageEnrollmentKeys(context, { kind: 'none' }, []);
      assert.deepEqual(done, deleted);
    }
  });
});
