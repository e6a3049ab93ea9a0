import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { OperationResult, ResultAnswer } from '../../../protocol/runner/results.ts';
import type { Registry } from '../../dispatch/registry.ts';
import type { Operations } from '../../executions/ports.ts';
import type { Log } from '../needs.ts';
import type { Outputs } from '../output/outputs.ts';
import type { InSession } from './caller.ts';

export interface ResultsParts {
  readonly registry: Registry;
  readonly operations: () => Operations;
  readonly outputs: Outputs;
  readonly log: Log;
}

/** `POST results`: an end is accepted once all its output is there and durable, fits its digest, and the end is durable. */
export class Results {
  readonly #parts: ResultsParts;

  constructor(parts: ResultsParts) {
    this.#parts = parts;
  }

  async answer(results: readonly OperationResult[], caller: InSession): Promise<ResultAnswer[]> {
    const answers = await Promise.all(results.map((result) => this.#accept(result, caller)));
    this.#parts.registry.recount(caller.presence);
    return answers;
  }

  async #accept(result: OperationResult, { claimant }: InSession): Promise<ResultAnswer> {
    const { operationId, offset, startedAt, endedAt } = result;
    const { operations, outputs } = this.#parts;
    const { kind } = operations().holding(operationId, claimant);
    if (kind === 'unknown' || kind === 'not-granted') return { operationId, verdict: 'late' };
    let { end } = result;
    if (kind !== 'ended') {
      const output = await this.#output(result);
      if (output.kind === 'incomplete')
        return { operationId, verdict: 'incomplete', received: output.received };
      if (output.kind === 'differs') end = doubtful(end);
    }
    const report = { end, offset, endedAt, ...(startedAt === undefined ? {} : { startedAt }) };
    const verdict = await operations().end(operationId, claimant, report);
    await outputs.forget(operationId);
    return { operationId, verdict };
  }

  /** Makes the output durable and compares it with what the replica says of it. */
  #output({ operationId, offset, digest }: OperationResult): Promise<Completeness> {
    return this.#parts.outputs.use(operationId, async (writer) => {
      await writer.sync();
      const { received } = writer;
      if (received < offset) return { kind: 'incomplete', received };
      const kept = await writer.digest();
      if (received === offset && kept === digest) return { kind: 'complete' };
      this.#parts.log.error(
        { operationId, offset, received, digest, kept },
        'the output of an operation differs from what its replica says',
      );
      return { kind: 'differs' };
    });
  }
}

type Completeness =
  | { readonly kind: 'complete' }
  | { readonly kind: 'incomplete'; readonly received: number }
  | { readonly kind: 'differs' };

/** The end of an operation whose kept output is not what its replica sent: nobody can vouch for it. */
function doubtful(end: OperationEnd): OperationEnd {
  const said = end.kind === 'exited' ? `it exited with ${end.exitCode}` : `its end was "${end.kind}"`;
  return { kind: 'unknown', problem: `its kept output differs from what its replica sent; ${said}` };
}
