import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { Executions, StepLocation } from '../../executions/executions.ts';
import type { Output, StoredFrame } from '../../store/output/output.ts';
import { damageText } from '../../store/output/reading/damage-text.ts';
import { READ_BUFFER_BYTES, READ_BUFFERS } from '../../store/output/reading/read-buffers.ts';
import type { OutgoingEvent } from '../handler.ts';
import { EventCursor } from './event-cursor.ts';
import { Interleave } from './interleave.ts';
import type { OpenStream } from './open-streams.ts';
import { Page } from './page.ts';
import { Wake } from './wake.ts';

/** Maximum bytes of a frame. The last frame of a page may exceed the limit of the read by up to one frame. */
const FRAME_BYTES = RUNNER_LIMITS.framePayloadBytes;

type OutputEvent = Extract<ExecutionEvent, { type: 'output' }>;

export interface ExecutionEventsParts {
  readonly executions: Pick<Executions, 'lines' | 'onLine' | 'onDeleted'>;
  readonly output: Pick<Output, 'read' | 'onReceived'>;
  /** Memory for output that was read but not yet sent; absent if unbounded. */
  readonly pages?: Pick<OpenStream, 'takePage' | 'givePage'> | undefined;
}

/** Replaces the output for subscribers that request no output. */
export const SILENT_OUTPUT: ExecutionEventsParts['output'] = {
  read: async (_execution, after) => ({ frames: [], next: after, durable: after, newest: after }),
  onReceived: () => () => undefined,
};

/**
 * Yields the events of an execution after the token `from` (without a token: from its beginning), and then new events
 * until the execution ends or is deleted. Reads journal and output through a cursor, so that nothing queues for a slow
 * reader. After a power loss, a token that contains an operation's offset continues with the first byte that was not
 * shown. For a malformed token, or a token from before a restore of the coordinator, yields `reset` and then all
 * events.
 */
export async function* executionEvents(
  parts: ExecutionEventsParts,
  id: ExecutionId,
  { from, signal }: { readonly from: string | undefined; readonly signal: AbortSignal },
): AsyncGenerator<OutgoingEvent, void, undefined> {
  const wake = new Wake();
  let newLines = true;
  let newOutput = true;
  let isDeleted = false;
  const leaveDeletions = parts.executions.onDeleted((deleted) => {
    if (!deleted.some((execution) => execution.id === id)) return;
    isDeleted = true;
    wake.wake();
  });
  const leaveLines = parts.executions.onLine((line) => {
    if (line.executionId !== id) return;
    newLines = true;
    wake.wake();
  });
  const leaveOutput = parts.output.onReceived(id, () => {
    newOutput = true;
    wake.wake();
  });
  /** Buffer for the output of the current page, if the output is read from files. */
  let memory: Buffer | undefined;
  const takeMemory = () => {
    memory ??= READ_BUFFERS.take(READ_BUFFER_BYTES);
    return memory;
  };
  const endPage = () => {
    if (memory !== undefined) READ_BUFFERS.give(memory);
    memory = undefined;
    parts.pages?.givePage();
  };
  try {
    const resumed = EventCursor.parse(id, from);
    const isUsable = resumed !== undefined && (await isKnown(parts, id, resumed));
    const cursor = isUsable ? resumed : new EventCursor();
    const event = (data: ExecutionEvent): OutgoingEvent => ({
      id: cursor.toString(),
      data: JSON.stringify(data),
    });
    if (!isUsable) yield event({ type: 'reset' });
    const order = new Interleave();
    if (cursor.line > 0) {
      for (const line of await parts.executions.lines(id, 0)) {
        // Every stream of an ended execution yields the end, even a stream that resumes after the end.
        if (line.event.type === 'execution-ended') cursor.returnTo(line.number - 1);
        else if (line.number <= cursor.line) order.passed(line);
      }
    }
    yield event({ type: 'ready' });
    const lines = new Page<EngineLine>();
    const frames = new Page<StoredFrame>();
    let page = cursor.arrival;
    while (!signal.aborted && !isDeleted) {
      if (lines.isDone && newLines) {
        newLines = false;
        lines.load(await parts.executions.lines(id, cursor.line));
        // The end that was just read may come after output that was not read yet.
        newOutput = true;
      }
      if (frames.isDone && newOutput) {
        newOutput = false;
        const free = parts.pages?.takePage();
        if (free !== undefined) await free;
        if (signal.aborted) return;
        const read = await parts.output.read(id, page, READ_BUFFER_BYTES - FRAME_BYTES, takeMemory);
        frames.load(read.frames);
        cursor.settle(read.durable);
        if (frames.isDone) endPage();
        if (read.next !== page) newOutput = true;
        page = read.next;
      }
      const line = lines.first;
      const frame = frames.first;
      const next = order.next(line, frame?.operationId);
      if (next === 'output' && frame !== undefined) {
        frames.take();
        const place = order.placeOf(frame.operationId);
        const unseen = cursor.passFrame(frame);
        const isThere = unseen.payload.byteLength > 0;
        if (isThere && frame.isDamaged) yield event(damageEvent(frame, place));
        else if (isThere && place !== undefined)
          yield { id: cursor.toString(), ...outputData(unseen, place) };
        if (frames.isDone) endPage();
      } else if (next === 'line' && line !== undefined && !(frames.isDone && newOutput)) {
        lines.take();
        cursor.passLine(line);
        order.passed(line);
        yield event(line.event);
        if (line.event.type === 'execution-ended') return;
      } else if (!newOutput || !frames.isDone) {
        await wake.wait(signal);
      }
    }
  } finally {
    endPage();
    leaveDeletions();
    leaveLines();
    leaveOutput();
  }
}

/**
 * Returns whether the store contains everything that the cursor has passed. Lines are durable before they are shown,
 * and arrival numbers only rise, so a store that was restored from a backup has lower numbers.
 */
async function isKnown(parts: ExecutionEventsParts, id: ExecutionId, cursor: EventCursor): Promise<boolean> {
  const { line, arrival } = cursor;
  if (arrival > 0 && arrival > (await parts.output.read(id, arrival, 1)).newest) return false;
  return line === 0 || (await parts.executions.lines(id, line - 1)).length > 0;
}

function outputData(frame: StoredFrame, place: StepLocation): Omit<OutgoingEvent, 'id'> {
  const { payload } = frame;
  const event = {
    type: 'output',
    operation: frame.operationId,
    stepctx: place.stepctx,
    stream: frame.stream,
    offset: frame.offset,
    time: frame.time,
  } satisfies Omit<OutputEvent, 'bytes'>;
  return { data: `${JSON.stringify(event).slice(0, -1)},"bytes":"`, bytes: { payload, rest: '"}' } };
}

/** Returns the event that replaces output that is damaged on the disk. */
function damageEvent(
  { operationId, stream, offset, payload, time }: StoredFrame,
  place: StepLocation | undefined,
): ExecutionEvent {
  const length = payload.byteLength;
  const where = place === undefined ? '' : `step ${place.stepctx} on ${place.node}: `;
  const damaged = { operation: operationId, stream, offset, length };
  return { type: 'note', message: `${where}${damageText(length, offset)}`, damaged, time };
}
