import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationId } from '../../protocol/ids.ts';
import { coordinatorOf, settingsOf } from './definitions/coordinator-definitions.ts';
import { eraseExecutions } from './erase-executions.ts';
import { sampleEntry, sampleSummary } from './journal/journal.conformance.ts';
import { openStore, type Store } from './open-store.ts';
import { sampleFrame } from './output/testing/sample-output.ts';
import { scratchFolder } from './testing/scratch-folder.ts';

const WORKER = new URL('./journal-worker.ts', import.meta.url);
const OPERATION = OperationId.parse('1-1');

describe('The store of a coordinator', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  beforeEach(async () => {
    scratch = await scratchFolder();
  });
  afterEach(() => scratch.remove());

  const open = (textsInUse: readonly string[] = []): Promise<Store> =>
    openStore({
      path: scratch.path,
      journalWorker: WORKER,
      now: () => 1000,
      textsInUse: async () => textsInUse,
      onFatal: assert.fail,
    });

  it('has an id of its own, and its first generation, from the first opening on', async () => {
    const store = await open();
    const first = coordinatorOf(await store.definitions.snapshot());
    assert.equal(first.generation, 1);
    assert.match(first.id, /^[\w-]{22}$/);
    assert.equal(settingsOf(await store.definitions.snapshot()).runner.pollSeconds, 25);
    await store.close();
    const again = await open();
    assert.deepEqual(coordinatorOf(await again.definitions.snapshot()), first);
    await again.close();
  });

  it('leaves nothing but its files behind when it is closed', async () => {
    await (await open()).close();
    assert.deepEqual((await readdir(scratch.path)).sort(), [
      'definitions.json',
      'format.json',
      'job-texts',
      'journal.db',
      'output',
      'output.db',
      'owner.db',
    ]);
  });

  it('lets go of everything when a part cannot be opened', async () => {
    await writeFile(join(scratch.path, 'definitions.json'), 'x');
    await assert.rejects(open(), /definitions\.json is damaged/);
    await assert.rejects(open(), /definitions\.json is damaged/);
  });

  it('keeps the job texts that executions under way need', async () => {
    const store = await open();
    const [hash = '', other = ''] = await store.definitions.keepTexts(['in use', 'not in use']);
    await store.close();
    const again = await open([hash]);
    assert.equal(await again.definitions.text(hash), 'in use');
    await assert.rejects(again.definitions.text(other));
    await again.close();
  });

  it('deletes an execution with its output, though the process ends in between', async () => {
    const store = await open();
    const id = await store.journal.nextExecutionId();
    await store.journal.append([{ ...sampleEntry(id), summary: sampleSummary(id) }]);
    await store.output.append([sampleFrame(OPERATION, 0, Buffer.alloc(100_000))]);
    await assert.rejects(eraseExecutions(store.journal, store.output, [id]), /is still running/);
    const ended = sampleSummary(id, { status: 'succeeded' });
    await store.journal.append([{ ...sampleEntry(id), summary: ended }]);
    await store.journal.entomb([id]);
    await store.close();
    await mkdir(join(scratch.path, 'output', String(id)), { recursive: true });
    const again = await open();
    assert.deepEqual(await again.journal.tombs(), []);
    assert.deepEqual(await again.journal.readExecution(id), []);
    assert.equal((await again.output.progress(OPERATION)).received, 0);
    assert.deepEqual(await readdir(join(scratch.path, 'output')), []);
    await again.close();
  });
});
