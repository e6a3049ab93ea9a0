import assert from 'node:assert/strict';
import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import { aKey } from './model-fixtures.ts';
import { ModelStore } from './model-store.ts';

describe('keys that are read again', () => {
  const fail = (error: unknown): never => {
    throw error;
  };
  const fresh = [aKey({ path: 'keys/new' })];

  it('are shown as they are answered', async () => {
    const store = new ModelStore(fail);
    const shown: string[][] = [];
    store.onDidChange(({ keys }) => shown.push(keys.map(({ path }) => path)));
    await store.readKeys({ listKeyOverviews: async () => ({ keys: fresh }) });
    assert.deepEqual(shown, [['keys/new']]);
  });

  it('are asked for once more where a newer state was told meanwhile', async () => {
    const store = new ModelStore(fail);
    const answers: KeyOverview[][] = [[], fresh];
    await store.readKeys({
      listKeyOverviews: async () => {
        if (answers.length === 2) await store.readKeys({ listKeyOverviews: async () => ({ keys: fresh }) });
        return { keys: answers.shift() ?? [] };
      },
    });
    assert.deepEqual(store.model.keys, fresh);
    assert.deepEqual(answers, []);
  });
});
