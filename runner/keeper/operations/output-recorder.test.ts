import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutputSource, OutputTaker } from '../gate/output-source.ts';
import { OperationSpool } from '../spool/operation-spool.ts';
import { SpoolBudget } from '../spool/spool-budget.ts';
import { OutputRecorder } from './output-recorder.ts';

/** A source whose output the test controls. `flowing` shows whether the recorder reads it. */
class ScriptedSource implements OutputSource {
  readonly stream = 'stdout';
  flowing = false;
  #taker: OutputTaker | undefined;

  start(taker: OutputTaker): void {
    this.#taker = taker;
    this.flowing = true;
  }
  pause(): void {
    this.flowing = false;
  }
  resume(): void {
    this.flowing = true;
  }
  close(): void {
    this.end();
  }
  give(text: string): void {
    this.#taker?.onChunk(Buffer.from(text));
  }
  end(): void {
    this.#taker?.onEnd();
  }
}

const NO_TREATMENT = { masks: [] };

describe('OutputRecorder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-recorder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('buffers frames that the disk refused, stops reading until the disk accepts them, and loses no bytes', async () => {
    const place = join(folder, 'absent');
    const source = new ScriptedSource();
    const budget = new SpoolBudget(1e6);
    const spool = new OperationSpool({ folder: place, budget, segmentBytes: 1e6 }, '1-1');
    const frames: string[] = [];
    let full = 0;
    const recorded = new Promise<void>((onComplete) => {
      const onFrame = ({ payload }: { payload: Uint8Array }) => frames.push(Buffer.from(payload).toString());
      const recorder = new OutputRecorder([source], spool, budget, NO_TREATMENT, {
        onFrame,
        onFull: () => full++,
        onComplete,
      });
      recorder.start();
      source.give('one');
      assert.deepEqual([recorder.blocked, source.flowing, full], [true, false, 1]);
      source.give('two');
      source.end();
      mkdirSync(place);
    });
    await recorded;
    assert.deepEqual([frames, spool.endOffset, full], [['one', 'two'], 6, 1]);
  });

  it('masks a secret that is split across chunks, and flushes the stream at its end', async () => {
    const source = new ScriptedSource();
    const budget = new SpoolBudget(1e6);
    const spool = new OperationSpool({ folder, budget, segmentBytes: 1e6 }, '1-2');
    let text = '';
    await new Promise<void>((onComplete) => {
      const onFrame = ({ payload: bytes }: { payload: Uint8Array }) => {
        text += Buffer.from(bytes).toString();
      };
      const onFull = () => undefined;
      new OutputRecorder(
        [source],
        spool,
        budget,
        { ...NO_TREATMENT, masks: ['hunter2'] },
        { onFrame, onFull, onComplete },
      ).start();
      source.give('a hunt');
      source.give('er2 b hunt');
      source.end();
    });
    assert.equal(text, 'a ***** b hunt');
  });
});
