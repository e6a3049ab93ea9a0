import { setTimeout as pause } from 'node:timers/promises';
import { ExecutionId } from '../../../protocol/ids.ts';
import type { Random } from '../../chaos/random.ts';
import type { Coordinator } from '../../e2e/harness/coordinator.ts';
import type { Findings } from './findings.ts';

const PAUSE_MS = 100;
/** Maximum response time, in ms, on a machine that is busy with an attack. */
const SLOWEST_MS = 15_000;
const MIB = 1024 * 1024;
/** Maximum size of an answer to an administrator, in bytes. */
const LONGEST_ANSWER = 8 * MIB;
const STREAM_MS = 1500;

export interface WatchedProjects {
  readonly projects: readonly string[];
  /** Executions of hostile runners. */
  readonly executions: readonly number[];
  readonly runnerIds: readonly string[];
}

export interface Reading {
  readonly path: string;
  /** Whether a refusal is acceptable, for example for the output of a step that does not exist. */
  readonly mayRefuse?: boolean;
}

/** Returns the pages that show an administrator an overview. */
export function overviews({ projects, runnerIds }: WatchedProjects): readonly Reading[] {
  return [
    ...['/outrunner/v1/executions?max=200', '/outrunner/v1/runners', '/outrunner/v1/audit?max=200'],
    ...['/outrunner/v1/node-sources', '/outrunner/v1/settings', '/api/53/system/info', '/metrics', '/readyz'],
    '/api/53/project/*/executions/running?max=200',
    ...runnerIds.map((runner) => `/outrunner/v1/runners/${runner}/replicas`),
    ...projects.flatMap((project) => [
      `/api/53/project/${project}/executions?max=200`,
      `/api/53/project/${project}/resources`,
      `/api/53/project/${project}/sources`,
      `/api/53/project/${project}/jobs`,
    ]),
  ].map((path) => ({ path }));
}

/** Returns the pages that show an administrator one execution. */
export function detailsOf(execution: number): readonly Reading[] {
  return [
    { path: `/api/53/execution/${execution}` },
    { path: `/api/53/execution/${execution}/state` },
    { path: `/api/53/execution/${execution}/output?offset=0&maxlines=500` },
    { path: `/api/53/execution/${execution}/output?lastlines=20` },
    { path: `/outrunner/v1/executions/${execution}/output/raw`, mayRefuse: true },
  ];
}

/** Reads a whole answer. A failure, and an answer that is too long or too slow, is a finding. */
export async function read(coordinator: Coordinator, reading: Reading, findings: Findings): Promise<void> {
  const { path, mayRefuse = false } = reading;
  const shown = `GET ${path.replaceAll(/\d{2,}|(?<=execution(?:s)?\/)\d+/g, 'N').replace(/[0-9a-f-]{36}/, 'ID')}`;
  const begun = performance.now();
  try {
    const answer = await fetch(coordinator.url + path, {
      headers: { 'X-Rundeck-Auth-Token': coordinator.token },
      signal: AbortSignal.timeout(2 * SLOWEST_MS),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const took = Math.round(performance.now() - begun);
    const isGood = answer.ok || (mayRefuse && answer.status < 500);
    if (!isGood)
      findings.add(`${shown} answered ${answer.status}`, `${path}: ${bytes.toString('utf8', 0, 2000)}`);
    if (bytes.byteLength > LONGEST_ANSWER && !mayRefuse)
      findings.add(`${shown} is too long`, `${path}: ${bytes.byteLength} bytes`);
    if (took > SLOWEST_MS) findings.add(`${shown} is too slow`, `${path}: ${took} ms`);
  } catch (error) {
    findings.add(`${shown} was not answered`, `${path}: ${String(error)} ${causeOf(error)}`);
  }
}

/** Reads one answer after another, like an administrator who polls, until the attack ends. */
export async function watchApi(
  coordinator: Coordinator,
  watched: () => WatchedProjects,
  random: Random,
  findings: Findings,
  over: AbortSignal,
): Promise<{ readonly events: number }> {
  const stream = followChanges(coordinator, findings, over);
  while (!over.aborted) {
    for (const reading of overviews(watched())) {
      if (over.aborted) break;
      await read(coordinator, reading, findings);
      const { executions } = watched();
      const recent = executions.slice(-20);
      if (recent.length > 0) {
        const execution = random.pick(random.chance(0.8) ? recent : executions);
        await read(coordinator, random.pick(detailsOf(execution)), findings);
        if (random.chance(0.1)) await followExecution(coordinator, execution, findings);
      }
      await pause(PAUSE_MS);
    }
  }
  return { events: await stream };
}

async function followChanges(
  coordinator: Coordinator,
  findings: Findings,
  over: AbortSignal,
): Promise<number> {
  let events = 0;
  try {
    for await (const _ of coordinator.client.changeEvents({ signal: over })) events += 1;
  } catch (error) {
    if (!over.aborted) findings.add('the stream of changes broke', `${String(error)} ${causeOf(error)}`);
  }
  return events;
}

/** Follows one execution from its start for a moment. */
async function followExecution(
  coordinator: Coordinator,
  execution: number,
  findings: Findings,
): Promise<void> {
  const signal = AbortSignal.timeout(STREAM_MS);
  try {
    const params = { execution: ExecutionId.parse(execution) };
    const stream = coordinator.client.executionStream({ params, query: { from: 'start' }, signal });
    let events = 0;
    for await (const _ of stream) {
      events += 1;
      if (events > 2000) break;
    }
  } catch (error) {
    if (!signal.aborted)
      findings.add('the stream of an execution broke', `${execution}: ${String(error)} ${causeOf(error)}`);
  }
}

function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? `(${String(error.cause)})` : '';
}
