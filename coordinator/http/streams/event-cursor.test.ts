import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { StoredFrame } from '../../store/output/output.ts';
import { EventCursor } from './event-cursor.ts';

const EXECUTION = ExecutionId.parse(7);
/** Arrival numbers that the coordinator skips at each start. */
const SKIPPED = 1000;

function frame(sequence: number, arrival: number, offset: number, text: string): StoredFrame {
  const operationId = OperationId.parse(`7-${sequence}`);
  return { operationId, arrival, stream: 'stdout', offset, time: 0, payload: Buffer.from(text) };
}

function parsed(token: string): EventCursor {
  return EventCursor.parse(EXECUTION, token) ?? assert.fail(`the token "${token}" cannot be used`);
}

/** Returns the part of a frame that a reader with this cursor sees. */
function shown(cursor: EventCursor, given: StoredFrame): string {
  const { offset, payload } = cursor.passFrame(given);
  return payload.byteLength === 0 ? '' : `${offset} ${Buffer.from(payload)}`;
}

const stepEnded = (sequence: number): EngineLine => ({
  number: 9,
  executionId: EXECUTION,
  message: '',
  event: {
    type: 'step-ended',
    operation: OperationId.parse(`7-${sequence}`),
    stepctx: '1',
    status: 'succeeded',
    time: 0,
  },
});

describe('EventCursor', () => {
  it('puts only offsets of output that is not durable into its token', () => {
    const cursor = new EventCursor();
    cursor.settle(10);
    cursor.passFrame(frame(1, 10, 0, 'durable'));
    assert.equal(String(cursor), '0.10');
    cursor.passFrame(frame(1, 11, 7, 'abc'));
    cursor.passFrame(frame(2, 12, 0, 'x'));
    assert.equal(String(cursor), '0.12-1.10-2.1');
    cursor.settle(11);
    assert.equal(String(cursor), '0.12-2.1');
    cursor.passLine(stepEnded(2));
    assert.equal(String(cursor), '9.12');
  });

  it('skips bytes that were shown, lost in a power failure, and received again', () => {
    const before = parsed('start');
    assert.equal(shown(before, frame(1, 5, 0, 'abc')), '0 abc');
    assert.equal(shown(before, frame(1, 6, 3, 'def')), '3 def');
    const after = parsed(String(before));
    after.settle(SKIPPED);
    assert.equal(shown(after, frame(1, SKIPPED + 1, 2, 'cd')), '');
    assert.equal(shown(after, frame(1, SKIPPED + 2, 4, 'efgh')), '6 gh');
    assert.equal(shown(after, frame(1, SKIPPED + 3, 8, 'i')), '8 i');
  });

  it('includes at most 16 operations in its token, those with the latest output', () => {
    const cursor = new EventCursor();
    for (let sequence = 1; sequence <= 20; sequence += 1) cursor.passFrame(frame(sequence, sequence, 0, 'x'));
    cursor.passFrame(frame(5, 21, 1, 'x'));
    const named = String(cursor).split('-').slice(1);
    assert.deepEqual(named, [...Array.from({ length: 15 }, (_, index) => `${index + 6}.1`), '5.2']);
    assert.equal(parsed(String(cursor)).toString(), String(cursor));
  });

  it('cannot be parsed from a malformed token', () => {
    for (const token of ['', 'odd', '1', '1.2.3', '1.2-', '1.2-0.5', '1.2-1', '1.2-12345678901.1', '-1.2'])
      assert.equal(EventCursor.parse(EXECUTION, token), undefined, token);
  });

  it('shows each byte once to a reader that keeps only tokens, across power failures', () => {
    const act = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          write: fc.integer({ min: 1, max: 4 }),
          bytes: fc.integer({ min: 1, max: 5 }),
        }),
      },
      { weight: 3, arbitrary: fc.record({ read: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 2, arbitrary: fc.constant({ sync: true } as const) },
      { weight: 2, arbitrary: fc.record({ keepUnsynced: fc.nat(3) }) },
      { weight: 1, arbitrary: fc.constant({ reconnect: true } as const) },
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const run = new Run();
        for (const it of acts) {
          if ('write' in it) run.write(it.write, it.bytes);
          else if ('read' in it) run.read(it.read);
          else if ('sync' in it) run.sync();
          else if ('keepUnsynced' in it) run.losePower(it.keepUnsynced);
          else run.reconnect();
        }
        run.deliverAll();
        run.read(Number.POSITIVE_INFINITY);
        for (const [sequence, written] of run.written) assert.equal(run.seen.get(sequence) ?? 0, written);
      }),
    );
  });
});

/** A store that loses unsynced frames, senders that deliver them again, and one reader. */
class Run {
  /** Bytes that each operation wrote, and bytes that the reader saw. */
  readonly written = new Map<number, number>();
  readonly seen = new Map<number, number>();
  readonly #received = new Map<number, number>();
  #frames: StoredFrame[] = [];
  #arrival = 0;
  #durable = 0;
  #cursor = parsed('start');
  #token = 'start';

  write(sequence: number, bytes: number): void {
    const written = (this.written.get(sequence) ?? 0) + bytes;
    this.written.set(sequence, written);
    this.#deliver(sequence, written);
  }

  read(most: number): void {
    this.#cursor.settle(this.#durable);
    for (const stored of this.#frames
      .filter(({ arrival }) => arrival > this.#cursor.arrival)
      .slice(0, most)) {
      const { operationId, offset, payload } = this.#cursor.passFrame(stored);
      this.#token = String(this.#cursor);
      if (payload.byteLength === 0) continue;
      const sequence = Number(operationId.split('-')[1]);
      assert.equal(offset, this.seen.get(sequence) ?? 0, 'bytes are shown in order, without gaps');
      this.seen.set(sequence, offset + payload.byteLength);
    }
  }

  sync(): void {
    this.#durable = this.#arrival;
  }

  losePower(keepUnsynced: number): void {
    this.#frames = [
      ...this.#frames.filter(({ arrival }) => arrival <= this.#durable),
      ...this.#frames.filter(({ arrival }) => arrival > this.#durable).slice(0, keepUnsynced),
    ];
    this.#received.clear();
    for (const { operationId, offset, payload } of this.#frames)
      this.#received.set(Number(operationId.split('-')[1]), offset + payload.byteLength);
    this.#arrival += SKIPPED;
    this.#durable = this.#arrival;
    this.reconnect();
  }

  reconnect(): void {
    this.#cursor = parsed(this.#token);
  }

  /** Delivers the missing bytes of every operation, in frames of other sizes than before. */
  deliverAll(): void {
    for (const [sequence, written] of this.written) this.#deliver(sequence, written);
  }

  #deliver(sequence: number, to: number): void {
    const from = this.#received.get(sequence) ?? 0;
    if (from === to) return;
    this.#arrival += 1;
    this.#frames.push(frame(sequence, this.#arrival, from, 'x'.repeat(to - from)));
    this.#received.set(sequence, to);
  }
}
