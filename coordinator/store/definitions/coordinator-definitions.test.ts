import assert from 'node:assert/strict';
import { Damages } from '../files/damages.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { coordinatorOf, openCoordinatorDefinitions } from './coordinator-definitions.ts';

describe('openCoordinatorDefinitions', () => {
  it('creates the id and the first generation of the coordinator once', async () => {
    const folder = await scratchFolder();
    const damages = new Damages(folder.path);
    const open = () =>
      openCoordinatorDefinitions({ folder: folder.path, now: () => 1000, damages, onFatal: assert.fail });
    const definitions = await open();
    const first = coordinatorOf(await definitions.snapshot());
    await definitions.close();
    assert.equal(first.generation, 1);
    assert.match(first.id, /^[\w-]{22}$/);
    const again = await open();
    assert.deepEqual(coordinatorOf(await again.snapshot()), first);
    await again.close();
    await folder.remove();
  });

  it('resets a generation that is out of range to 1, and reports the damage', async () => {
    const folder = await scratchFolder();
    const damages = new Damages(folder.path);
    const open = () =>
      openCoordinatorDefinitions({ folder: folder.path, now: () => 0, damages, onFatal: assert.fail });
    const before = await open();
    await before.change((draft) => {
      const record = { ...coordinatorOf(draft), generation: Number.MAX_SAFE_INTEGER };
      draft.put('coordinator', 'coordinator', record);
    });
    await before.close();
    const definitions = await open();
    assert.equal(coordinatorOf(await definitions.snapshot()).generation, 1);
    assert.match(damages.list()[0]?.problem ?? '', /generation 9007199254740991 is out of range/);
    await definitions.close();
    await folder.remove();
  });
});
