import { readFile } from 'node:fs/promises';
import type { Client } from '../../../protocol/client/client.ts';
import { type ExecutionId, executionOf, type OperationId } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { type ChaosWorkflow, type Course, notesOf, type Printed } from './workflow-job.ts';

export interface Note {
  readonly what: string;
  readonly operation: string;
  readonly label: string;
  readonly node: string;
}

/** The observed results of one attempt. */
export interface Attempt {
  readonly execution: Execution;
  readonly printed: readonly Printed[];
  readonly notes: readonly Note[];
}

/** Returns the notes of the steps of all attempts. */
export async function notesIn(name: string, folder: string): Promise<readonly Note[]> {
  const text = await readFile(notesOf(name, folder), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [what = '', operation = '', label = '', node = ''] = line.split(' ');
      return { what, operation, label, node };
    });
}

export async function attemptOf(
  client: Client,
  execution: Execution,
  notes: readonly Note[],
): Promise<Attempt> {
  const own = notes.filter(({ operation }) => executionOf(operation as OperationId) === execution.id);
  return { execution, printed: await printedBy(client, execution.id), notes: own };
}

/**
 * Returns the inconsistencies of the attempts at a workflow; empty if there are none. If `keepersDied`, steps may be
 * lost.
 */
export function misfits(
  workflow: ChaosWorkflow,
  attempts: readonly Attempt[],
  keepersDied: boolean,
): string[] {
  const lossy = keepersDied || attempts.some(wasLostOnItsWay);
  const found = chainMisfits(workflow, attempts, lossy);
  attempts.forEach((attempt, number) => {
    const { execution } = attempt;
    const course = workflow.courses[Math.min(number, workflow.courses.length - 1)];
    if (course === undefined) return;
    const own = [
      ...startedTwice(attempt.notes),
      ...orderMisfits(workflow, attempt.notes, lossy),
      ...endMisfits(workflow, course, attempt, lossy),
    ];
    const end = `${workflow.kind}, ${execution.status} ${JSON.stringify(execution.reason ?? null)}`;
    found.push(...own.map((problem) => `execution ${execution.id} of ${workflow.name} (${end}): ${problem}`));
  });
  return found;
}

/**
 * Returns whether a granted step was lost before it started. The runner died between receiving the grant in the answer
 * to a result and passing the step to a keeper.
 */
function wasLostOnItsWay({ execution: { reason } }: Attempt): boolean {
  return reason?.code === 'keeper-lost' && reason.message.includes('does not have this step');
}

/** Returns the inconsistencies of a chain: each attempt but the last leads to exactly one next attempt. */
function chainMisfits(
  { name, courses }: ChaosWorkflow,
  attempts: readonly Attempt[],
  lossy: boolean,
): string[] {
  const numbers = attempts.map(({ execution }) => execution.retryAttempt ?? 0);
  const found: string[] = [];
  if (numbers.some((number, index) => number !== index)) found.push(`${name}: its attempts are ${numbers}`);
  const asks = attempts.map(({ execution }) => execution.status === 'failed-with-retry');
  if (asks.some((again, index) => again !== index < attempts.length - 1))
    found.push(`${name}: its attempts ended ${attempts.map(({ execution }) => execution.status)}`);
  if (!lossy && attempts.length > 0 && attempts.length !== courses.length)
    found.push(`${name}: ${attempts.length} attempts instead of ${courses.length}`);
  return found;
}

function startedTwice(notes: readonly Note[]): string[] {
  const seen = new Set<string>();
  return notes.flatMap(({ what, operation, label, node }) => {
    const keys = [`${what} ${operation}`, `${what} ${label} ${node}`];
    const again = keys.filter((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return again.map((key) => `recorded twice: ${key}`);
  });
}

function orderMisfits(workflow: ChaosWorkflow, notes: readonly Note[], lossy: boolean): string[] {
  const found: string[] = [];
  let running = 0;
  for (const { what } of notes) {
    running += what === 'started' ? 1 : -1;
    // A lost step does not record its end.
    if (running > workflow.threads && !lossy) found.push(`${running} steps at once, not ${workflow.threads}`);
  }
  if (!workflow.sequential) return found;
  const starts = notes.filter(({ what }) => what === 'started').map(({ label }) => label);
  if (starts.join() !== starts.toSorted().join()) found.push(`the order was ${starts.join()}`);
  return found;
}

function endMisfits(
  workflow: ChaosWorkflow,
  course: Course,
  { execution, printed }: Attempt,
  lossy: boolean,
): string[] {
  const { status } = execution;
  const isStopped = workflow.abortAfterMs !== undefined || course.status === 'timedout';
  const isWhole = status === course.status && !isStopped;
  const mayFail = lossy && ['failed', 'failed-with-retry'].includes(status);
  if (status !== course.status && !mayFail) return [`it should have ended ${course.status}`];
  const found: string[] = [];
  const expected = new Map(course.printed.map((one) => [placeOf(one, course), one.lines]));
  const seen = new Map<string, string[]>();
  for (const one of printed) {
    const place = placeOf(one, course);
    seen.set(place, [...(seen.get(place) ?? []), ...one.lines]);
  }
  for (const [place, lines] of seen) {
    const whole = expected.get(place);
    // The error handler of a lost step prints unexpected lines.
    if (whole === undefined && lossy) continue;
    if (!isPrefix(lines, whole ?? [])) found.push(`${place} printed ${JSON.stringify(lines)}`);
  }
  if (!isWhole || lossy) return found;
  for (const [place, lines] of expected) {
    const count = seen.get(place)?.length ?? 0;
    if (count !== lines.length) found.push(`${place} printed ${count} lines of ${lines.length}`);
  }
  return found;
}

function isPrefix(lines: readonly string[], whole: readonly string[]): boolean {
  return lines.every((line, index) =>
    index === lines.length - 1 ? whole[index]?.startsWith(line) === true : line === whole[index],
  );
}

/**
 * Returns the label of output: the step, with the node if the course expects one. Other output has the name of a host.
 */
function placeOf({ step, node }: Printed, course: Course): string {
  const forNode = course.printed.some((one) => one.step === step && one.node !== undefined);
  return forNode ? `${step} on ${node}` : step;
}

async function printedBy(client: Client, execution: ExecutionId): Promise<readonly Printed[]> {
  const printed: Printed[] = [];
  let offset = '0';
  for (;;) {
    const answer = await client.getExecutionOutput({ params: { execution }, query: { offset } });
    for (const { stepctx, node, log } of answer.entries)
      printed.push({ step: stepctx ?? '', ...(node === undefined ? {} : { node }), lines: [log] });
    if (answer.completed || answer.entries.length === 0) return printed;
    offset = answer.offset;
  }
}
