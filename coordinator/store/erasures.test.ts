import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationId } from '../../protocol/ids.ts';
import { Erasures } from './erasures.ts';
import { Damages } from './files/damages.ts';
import { openEmbeddedJournal } from './journal/embedded-journal.ts';
import { executionId, sampleEntry, sampleSummary } from './journal/journal.conformance.ts';
import { openEmbeddedOutput } from './output/open-embedded-output.ts';
import { sampleFrame } from './output/testing/sample-output.ts';
import { scratchFolder } from './testing/scratch-folder.ts';

const WORKER = new URL('./journal/journal-worker.ts', import.meta.url);

type Store = Awaited<ReturnType<typeof openStore>>;

async function openStore(folder: string) {
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
  return {
    journal,
    output,
    close: async () => {
      await output.close();
      await journal.close();
    },
  };
}

/** Returns the erasures of a store. `done` resolves once nothing is left to erase. */
function erased({ journal, output }: Store, fails = 0): { erasures: Erasures; done: Promise<void> } {
  let left = fails;
  let resolve = (): void => undefined;
  const done = new Promise<void>((settle) => {
    resolve = settle;
  });
  const erasures = new Erasures({
    journal: {
      tombs: (after, max) => journal.tombs(after, max),
      erase: (ids) => journal.erase(ids),
      releaseSpace: async (signal) => {
        await journal.releaseSpace(signal);
        resolve();
      },
    },
    output: {
      erase: async (ids) => {
        left -= 1;
        if (left >= 0) throw new Error('the disk is slow');
        await output.erase(ids);
      },
      releaseSpace: (signal) => output.releaseSpace(signal),
    },
    after: (_, callback) => {
      setImmediate(callback);
      return () => undefined;
    },
    log: { warn: (fields) => warnings.push(JSON.stringify(fields)) },
  });
  erasures.wake();
  return { erasures, done };
}

const warnings: string[] = [];

describe('Erasures', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let store: Store;
  beforeEach(async () => {
    warnings.length = 0;
    scratch = await scratchFolder();
    store = await openStore(scratch.path);
    for (let count = 0; count < 3; count += 1) {
      const id = await store.journal.nextExecutionId();
      const operation = OperationId.parse(`${id}-1`);
      await store.journal.append([
        { ...sampleEntry(id), summary: sampleSummary(id, { status: 'succeeded' }) },
      ]);
      await store.output.log(operation).append([sampleFrame(operation, 0, Buffer.alloc(60_000))]);
      await store.output.log(operation).append([sampleFrame(operation, 60_000, Buffer.alloc(60_000))]);
      await store.output.end(operation);
    }
    await store.journal.entomb([executionId(1), executionId(2)]);
  });
  afterEach(async () => {
    await store.close();
    await scratch.remove();
  });

  async function assertErased(): Promise<void> {
    assert.deepEqual(await store.journal.tombs(0, 10), []);
    for (const id of [1, 2]) {
      assert.deepEqual(await store.journal.readExecution(executionId(id)), []);
      assert.equal(store.output.log(OperationId.parse(`${id}-1`)).received, 0);
    }
    assert.equal(store.output.log(OperationId.parse('3-1')).received, 120_000);
    assert.deepEqual(await readdir(join(scratch.path, 'output')), ['3']);
  }

  it('remove executions that an earlier process marked as deleted, even if that process had already removed their output', async () => {
    await store.output.erase([executionId(1)]);
    await store.close();
    store = await openStore(scratch.path);
    const { erasures, done } = erased(store);
    await done;
    await assertErased();
    await erasures.close();
  });

  it('try again after a failure, and report the failure', async () => {
    const { erasures, done } = erased(store, 2);
    await done;
    await assertErased();
    assert.deepEqual(warnings, Array(2).fill('{"problem":"the disk is slow"}'));
    await erasures.close();
  });
});
