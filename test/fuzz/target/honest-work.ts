import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionId, type JobId, ProjectName } from '../../../protocol/ids.ts';
import type { Coordinator } from '../../e2e/harness/coordinator.ts';
import { endOf, jobText, linesOf } from '../../e2e/harness/jobs.ts';
import type { Findings } from './findings.ts';

const RUNS_BEFORE = 15;
const PAUSE_MS = 300;
/** Maximum duration of a run, in ms. A longer run counts as stalled. */
const LONGEST_MS = 20_000;
/** Maximum ratio of the median under attack to the median before. */
const SLOWER = 25;
/** Median in ms below which work never counts as slow. */
const SLOW_FROM_MS = 1500;

/** Runs one job repeatedly in a project that is not attacked, and measures the duration of each run. */
export class HonestWork {
  readonly executions: ExecutionId[] = [];
  readonly #coordinator: () => Coordinator;
  readonly #marker: string;
  readonly #job: JobId;
  readonly #before: number[] = [];
  readonly #during: number[] = [];

  private constructor(coordinator: () => Coordinator, marker: string, job: JobId) {
    this.#coordinator = coordinator;
    this.#marker = marker;
    this.#job = job;
  }

  /** Imports the job, and runs it a few times to measure its usual latency. */
  static async begin(
    coordinator: () => Coordinator,
    { project, tag, marker }: { readonly project: string; readonly tag: string; readonly marker: string },
  ): Promise<HonestWork> {
    const text = jobText({
      name: `honest-${marker}`,
      tags: [tag],
      steps: [`echo "begin ${marker}"\ni=1; while [ $i -le 20 ]; do echo "line $i"; i=$((i+1)); done`],
      more: { options: [{ name: 'word', secure: true, valueExposed: true }] },
    });
    const imported = await coordinator().client.importJobs({
      params: { project: ProjectName.parse(project) },
      query: { dupeOption: 'update' },
      body: { text, mediaType: 'application/json' },
    });
    const job = imported.succeeded[0]?.id;
    if (job === undefined) throw new Error(`the honest job was not imported: ${imported.failed[0]?.error}`);
    const work = new HonestWork(coordinator, marker, job);
    for (let run = 0; run < RUNS_BEFORE; run += 1) work.#before.push(await work.#run());
    // Drop the first run, which loads code.
    work.#before.shift();
    return work;
  }

  /** Runs the job repeatedly until the attack ends. A run that fails, or whose output is wrong, is a finding. */
  async keepRunning(over: AbortSignal, findings: Findings, trace: () => readonly unknown[]): Promise<void> {
    while (!over.aborted) {
      await this.runOnce(findings, trace);
      await pause(PAUSE_MS);
    }
    const slow = Math.max(SLOW_FROM_MS, SLOWER * quantile(this.#before, 0.5));
    if (quantile(this.#during, 0.5) > slow) findings.add('honest jobs were slow', this.figures());
  }

  async runOnce(findings: Findings, trace: () => readonly unknown[] = () => []): Promise<void> {
    try {
      const took = await this.#run();
      this.#during.push(took);
      if (took > LONGEST_MS) findings.add('an honest job was stalled', `it took ${took} ms`, trace());
    } catch (error) {
      findings.add('an honest job failed', `${String(error)}`, trace());
    }
  }

  figures(): string {
    const of = (taken: readonly number[]) =>
      `p50 ${quantile(taken, 0.5)} ms, p99 ${quantile(taken, 0.99)} ms`;
    return `honest jobs: before ${of(this.#before)}; under attack ${of(this.#during)}, ${this.#during.length} runs`;
  }

  /** Runs the job once. Resolves to the ms from the request until the client sees the end. */
  async #run(): Promise<number> {
    const { client } = this.#coordinator();
    const begun = performance.now();
    const { id } = await client.runJob({
      params: { job: this.#job },
      body: { options: { word: `secret-${this.#marker}` } },
    });
    this.executions.push(id);
    const { status, reason } = await endOf(client, id, 60_000);
    const took = Math.round(performance.now() - begun);
    if (status !== 'succeeded') throw new Error(`execution ${id}: ${status} ${JSON.stringify(reason)}`);
    await this.check(id);
    return took;
  }

  /** @throws if the output is not what the job prints */
  async check(id: ExecutionId): Promise<void> {
    const lines = await linesOf(this.#coordinator().client, id);
    const expected = [
      `begin ${this.#marker}`,
      ...Array.from({ length: 20 }, (_, index) => `line ${index + 1}`),
    ];
    if (lines.join('\n') !== expected.join('\n'))
      throw new Error(`execution ${id}: its output is ${JSON.stringify(lines).slice(0, 2000)}`);
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
