import assert from 'node:assert/strict';
import { Damages } from '../files/damages.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { coordinatorOf, openCoordinatorDefinitions } from './coordinator-definitions.ts';

describe('openCoordinatorDefinitions', () => {
  it('replaces a generation that is too high to continue from, and reports it', async () => {
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
