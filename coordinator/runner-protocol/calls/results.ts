import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { OperationResult, ResultAnswer } from '../../../protocol/runner/results.ts';
import type { Clock } from '../../dispatch/ports.ts';
import type { Registry } from '../../dispatch/registry.ts';
import type { Operations } from '../../executions/ports.ts';
import type { Log } from '../needs.ts';
import type { Outputs } from '../output/outputs.ts';
import type { ReportMeasures } from '../report-measures.ts';
import type { InSession } from './caller.ts';

export interface ResultsParts {
  readonly registry: Registry;
  readonly operations: () => Operations;
  readonly outputs: Outputs;
  readonly clock: Clock;
  readonly measures: ReportMeasures;
  readonly log: Log;
}

/** `POST results`: an end is accepted once all its output is there and durable, fits its digest, and the end is durable. */
export class Results {
  readonly #parts: ResultsParts;

  constructor(parts: ResultsParts) {
    this.#parts = parts;
  }

  async answer(results: readonly OperationResult[], caller: InSession): Promise<ResultAnswer[]> {
    const { clock, measures, registry } = this.#parts;
    const since = clock.monotonic();
    const answered = measures.batch(results.length);
    const answers = await Promise.all(
      results.map(async (result) => {
        const answer = await this.#accept(result, caller);
        if (answer.verdict === 'accepted') measures.accepted(result.waited ?? 0, since);
        return answer;
      }),
    );
    registry.recount(caller.presence);
    answered();
    return answers;
  }

  async #accept(result: OperationResult, { claimant }: InSession): Promise<ResultAnswer> {
    const { operationId, offset, digest, startedAt, endedAt, data } = result;
    const { operations, outputs, log } = this.#parts;
    const { kind } = operations().holding(operationId, claimant);
    if (kind === 'unknown' || kind === 'not-granted') return { operationId, verdict: 'late' };
    let { end } = result;
    if (kind !== 'ended') {
      const output = await outputs.finish(operationId, { offset, digest });
      if (output.kind === 'incomplete')
        return { operationId, verdict: 'incomplete', received: output.received };
      if (output.kind === 'differs') {
        end = doubtful(end);
        const { received } = output;
        log.error({ operationId, offset, received }, 'kept output differs from what its replica sent');
        await outputs.end(operationId);
      }
    }
    const report = {
      end,
      offset,
      endedAt,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(data === undefined ? {} : { data }),
    };
    const verdict = await operations().end(operationId, claimant, report);
    await outputs.forget(operationId);
    return { operationId, verdict };
  }
}

/** The end of an operation whose kept output is not what its replica sent: nobody can vouch for it. */
function doubtful(end: OperationEnd): OperationEnd {
  if (end.kind === 'unknown') return end;
  const said = end.kind === 'exited' ? `it exited with ${end.exitCode}` : `its end was "${end.kind}"`;
  return { kind: 'unknown', problem: `its kept output differs from what its replica sent; ${said}` };
}
