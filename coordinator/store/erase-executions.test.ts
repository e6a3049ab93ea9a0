import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationId } from '../../protocol/ids.ts';
import { eraseExecutions, finishErasures } from './erase-executions.ts';
import { Damages } from './files/damages.ts';
import { openEmbeddedJournal } from './journal/embedded-journal.ts';
import { sampleEntry, sampleSummary } from './journal/journal.conformance.ts';
import { openEmbeddedOutput } from './output/open-embedded-output.ts';
import { sampleFrame } from './output/testing/sample-output.ts';
import { scratchFolder } from './testing/scratch-folder.ts';

const WORKER = new URL('./journal/journal-worker.ts', import.meta.url);
const OPERATION = OperationId.parse('1-1');

describe('eraseExecutions', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  beforeEach(async () => {
    scratch = await scratchFolder();
  });
  afterEach(() => scratch.remove());

  async function open() {
    const folder = scratch.path;
    const onFatal = assert.fail;
    const journal = await openEmbeddedJournal({ path: join(folder, 'journal.db'), worker: WORKER, onFatal });
    const damages = new Damages(folder);
    const output = await openEmbeddedOutput({
      folder,
      damages,
      onFatal,
      now: () => 1000,
      hasRoom: () => true,
    });
    const close = async () => {
      await output.close();
      await journal.close();
    };
    return { journal, output, close };
  }

  it('deletes an execution with its output, even if the process ends before both are deleted', async () => {
    const store = await open();
    const id = await store.journal.nextExecutionId();
    await store.journal.append([{ ...sampleEntry(id), summary: sampleSummary(id) }]);
    await store.output.log(OPERATION).append([sampleFrame(OPERATION, 0, Buffer.alloc(100_000))]);
    await assert.rejects(eraseExecutions(store.journal, store.output, [id]), /is still running/);
    const ended = sampleSummary(id, { status: 'succeeded' });
    await store.journal.append([{ ...sampleEntry(id), summary: ended }]);
    await store.journal.entomb([id]);
    await store.close();
    await mkdir(join(scratch.path, 'output', String(id)), { recursive: true });
    const again = await open();
    await finishErasures(again.journal, again.output);
    assert.deepEqual(await again.journal.tombs(), []);
    assert.deepEqual(await again.journal.readExecution(id), []);
    assert.equal(again.output.log(OPERATION).received, 0);
    assert.deepEqual(await readdir(join(scratch.path, 'output')), []);
    await again.close();
  });
});
