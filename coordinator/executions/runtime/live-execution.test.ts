import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, it } from 'mocha';
import { begin } from '../../engine/engine.ts';
import { ended, granted, OTHER, sampleRequest } from '../../engine/testing/sample.ts';
import { MemoryJournal } from '../testing/memory-journal.ts';
import { type Applied, LiveExecution } from './live-execution.ts';

describe('LiveExecution', () => {
  let journal: MemoryJournal;
  let applied: Applied[];
  let execution: LiveExecution;
  beforeEach(() => {
    journal = new MemoryJournal();
    applied = [];
    execution = new LiveExecution(begin(sampleRequest()), journal, (one) => applied.push(one));
  });

  it('exposes a change only once it is durable', async () => {
    const submitted = execution.submit(granted('17-1'));
    await setImmediate();
    assert.equal(execution.state.current, undefined);
    assert.deepEqual(applied, []);
    journal.flush();
    assert.equal((await submitted).current?.grantee.replicaId, 'web-a');
    assert.equal(applied.length, 1);
  });

  it('writes simultaneous events together and applies them in order', async () => {
    const both = Promise.all([execution.submit(granted('17-1', OTHER)), execution.submit(granted('17-1'))]);
    await setImmediate();
    journal.flush();
    const [, second] = await both;
    assert.equal(second.current?.grantee.replicaId, 'other-a');
    assert.equal(applied.length, 1);
  });

  it('writes nothing for an event that changes nothing', async () => {
    assert.equal(await execution.submit(ended('17-1')), execution.state);
    assert.deepEqual(applied, []);
  });

  it('is unchanged if the journal rejects an event, and accepts the next event', async () => {
    const before = execution.state;
    journal.busy = true;
    await assert.rejects(execution.submit(granted('17-1')), { code: 'storage-busy' });
    assert.equal(execution.state, before);
    journal.busy = false;
    const again = execution.submit(granted('17-1', OTHER));
    await setImmediate();
    journal.flush();
    assert.equal((await again).current?.grantee.replicaId, 'other-a');
  });
});
