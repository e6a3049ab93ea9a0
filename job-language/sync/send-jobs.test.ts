import assert from 'node:assert/strict';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { MemoryCoordinator, MemoryFolder } from './testing/memory-sync.ts';

const text = (name: string, command: string) =>
  `name: ${name}\nuuid: ${name}\nsequence:\n  commands:\n  - exec: ${command}\n`;

describe('sending the jobs of a folder', () => {
  it('records the jobs that were sent before the connection was lost, so that they are no conflicts later', async () => {
    const coordinator = new MemoryCoordinator();
    const folder = new MemoryFolder();
    for (const name of ['a', 'b']) folder.files.set(`${name}.yaml`, text(name, 'one'));
    await folder.push(coordinator);
    for (const name of ['a', 'b']) folder.files.set(`${name}.yaml`, text(name, 'two'));
    const save = coordinator.save.bind(coordinator);
    coordinator.save = async (...given) => {
      if (given[0] === 'b') throw new OutrunnerError('unauthorized', {});
      await save(...given);
    };
    await assert.rejects(folder.push(coordinator), /token/i);
    coordinator.save = save;
    folder.files.set('a.yaml', text('a', 'three'));
    const { conflicts, pushed } = await folder.push(coordinator);
    assert.deepEqual(conflicts, []);
    assert.deepEqual(pushed.map(({ step }) => step.job.path).toSorted(), ['a', 'b']);
  });
});
