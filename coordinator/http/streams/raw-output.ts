import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import type { Stream } from '../../../protocol/runner/frames.ts';
import type { StepProgress } from '../../engine/views/step-progress.ts';
import type { Executions } from '../../executions/executions.ts';
import { parseRange } from '../../network/range.ts';
import type { Output, RawSelection } from '../../store/output/output.ts';
import type { BytesReply } from '../handler.ts';
import { Wake } from './wake.ts';

export interface RawOutputParts {
  readonly executions: Pick<Executions, 'steps' | 'get' | 'onChange' | 'onLine'>;
  readonly output: Pick<Output, 'readRaw' | 'rawSize'>;
}

/** Selects output. Defaults: the only step, the only node, the last attempt, all streams. */
export interface RawQuestion {
  readonly step?: string | undefined;
  readonly node?: string | undefined;
  readonly attempt?: number | undefined;
  readonly stream?: Stream | undefined;
}

/** Returns the output so far, or the part that `range` selects. Throws `not-found`, `invalid-input`. */
export async function rawOutput(
  parts: RawOutputParts,
  id: ExecutionId,
  question: RawQuestion,
  range: string | undefined,
  signal: AbortSignal,
): Promise<BytesReply> {
  const operationId = await operationOf(parts, id, question);
  const selection = operationId === undefined ? undefined : selectionOf(operationId, question);
  const size = selection === undefined ? 0 : await parts.output.rawSize(id, selection);
  const asked = parseRange(range, size);
  if (asked.kind === 'unsatisfiable') {
    return {
      status: 416,
      headers: { 'content-range': `bytes */${size}`, 'content-length': '0' },
      bytes: nothing(),
    };
  }
  const { start, end } = asked.kind === 'part' ? asked : { start: 0, end: size };
  const bytes =
    selection === undefined ? nothing() : parts.output.readRaw(id, { ...selection, start, end, signal });
  const headers = { 'accept-ranges': 'bytes', 'content-length': String(end - start) };
  if (asked.kind === 'whole') return { status: 200, headers, bytes };
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end - 1}/${size}` },
    bytes,
  };
}

/**
 * Returns the output from its first byte, and then new output until the step ends. Throws `not-found`, `invalid-input`.
 */
export async function followedOutput(
  parts: RawOutputParts,
  id: ExecutionId,
  question: RawQuestion,
  signal: AbortSignal,
): Promise<BytesReply> {
  // Refuse an invalid selection before the answer begins.
  await operationOf(parts, id, question);
  return {
    status: 200,
    headers: { 'x-accel-buffering': 'no' },
    bytes: follow(parts, id, question, signal),
  };
}

async function* follow(
  parts: RawOutputParts,
  id: ExecutionId,
  question: RawQuestion,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const wake = new Wake();
  let ended = new AbortController();
  let operationId: OperationId | undefined;
  const leaveChanges = parts.executions.onChange((summary) => {
    if (summary.id === id) wake.wake();
  });
  const leaveLines = parts.executions.onLine((line) => {
    if (line.executionId !== id) return;
    const { type } = line.event;
    const endsOperation = type === 'step-ended' || type === 'note';
    if (type === 'execution-ended' || (endsOperation && line.operationId === operationId)) ended.abort();
    wake.wake();
  });
  try {
    for (;;) {
      const summary = await parts.executions.get(id);
      const over = summary === undefined || summary.endedAt !== undefined;
      operationId = await operationOf(parts, id, question);
      if (operationId !== undefined || over) break;
      await wake.wait(signal);
      if (signal.aborted) return;
    }
    for (let followed: OperationId | undefined; operationId !== undefined && operationId !== followed; ) {
      followed = operationId;
      if (await hasEnded(parts, id, operationId)) ended.abort();
      const selection = selectionOf(operationId, question);
      yield* parts.output.readRaw(id, { ...selection, followUntil: ended.signal, signal });
      if (signal.aborted) return;
      // An operation that was given back as not started wrote nothing. The step continues as another operation.
      ended = new AbortController();
      operationId = await operationOf(parts, id, question);
    }
  } finally {
    leaveChanges();
    leaveLines();
  }
}

/** Returns the selected operation; undefined while its step has none. */
async function operationOf(
  parts: RawOutputParts,
  id: ExecutionId,
  question: RawQuestion,
): Promise<OperationId | undefined> {
  const steps = (await parts.executions.steps(id)) ?? [];
  const step = selectedStep(steps, question);
  if (step === undefined) return undefined;
  const { attempt } = question;
  if (attempt === undefined) return step.operations.at(-1)?.operationId;
  const found = step.operations.find((operation) => operation.attempt === attempt);
  if (found === undefined) {
    throw new OutrunnerError('not-found', { kind: `Attempt of step ${step.stepctx}`, name: attempt });
  }
  return found.operationId;
}

function selectedStep(steps: readonly StepProgress[], question: RawQuestion): StepProgress | undefined {
  const { step, node } = question;
  const ofStep = steps.filter(({ stepctx }) => step === undefined || stepctx === step);
  if (step !== undefined && ofStep.length === 0)
    throw new OutrunnerError('not-found', { kind: 'Step', name: step });
  if (new Set(ofStep.map(({ stepctx }) => stepctx)).size > 1) {
    throw ambiguous('step', [...new Set(ofStep.map(({ stepctx }) => stepctx))]);
  }
  const onNode = ofStep.filter((candidate) => node === undefined || candidate.node === node);
  if (node !== undefined && ofStep.length > 0 && onNode.length === 0) {
    throw new OutrunnerError('not-found', { kind: 'Node', name: node });
  }
  if (onNode.length > 1) {
    throw ambiguous(
      'node',
      onNode.map((candidate) => candidate.node),
    );
  }
  return onNode[0];
}

function ambiguous(what: 'step' | 'node', choices: readonly string[]): OutrunnerError {
  const some = choices.slice(0, 10).join(', ');
  return new OutrunnerError('invalid-input', {
    what: `A request without "${what}"`,
    problem: `there are ${choices.length}: ${some}${choices.length > 10 ? ', …' : ''}`,
    remedy: `Select one with ?${what}=.`,
  });
}

async function hasEnded(parts: RawOutputParts, id: ExecutionId, operationId: OperationId): Promise<boolean> {
  const summary = await parts.executions.get(id);
  if (summary === undefined || summary.endedAt !== undefined) return true;
  const steps = (await parts.executions.steps(id)) ?? [];
  const operations = steps.flatMap((step) => step.operations);
  return operations.some((operation) => operation.operationId === operationId && operation.end !== undefined);
}

function selectionOf(operationId: OperationId, question: RawQuestion): RawSelection {
  return { operationId, ...(question.stream === undefined ? {} : { stream: question.stream }) };
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}
