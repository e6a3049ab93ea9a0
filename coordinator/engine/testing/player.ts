import assert from 'node:assert/strict';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { begin, follow, type Transition } from '../engine.ts';
import type { EngineCommand } from '../events/commands.ts';
import type { ExecutionRequested, FollowingEvent, Grantee, ReferenceResolution } from '../events/events.ts';
import { mapFirst } from '../maps/number-map.ts';
import { whereabouts } from '../state/describe.ts';
import { type OpenOperation, openOperations } from '../state/open-operation.ts';
import { attemptId, type ExecutionState } from '../state/state.ts';
import { valuesFor } from '../values/values-for.ts';
import { summaryOf } from '../views/summary.ts';
import { ended, granted } from './sample.ts';

/**
 * Plays an execution event by event. Tests identify a step on a node as `2/1 web1`, and a step on the runner's host as
 * `1`.
 */
export class Player {
  readonly commands: EngineCommand[] = [];
  #state: ExecutionState;

  constructor(request: ExecutionRequested) {
    this.#state = this.#take(begin(request));
  }

  get state(): ExecutionState {
    return this.#state;
  }

  /** Queued and running steps, oldest first. */
  get open(): string[] {
    return openOperations(this.#state).map((operation) => this.#nameOf(operation));
  }

  /** The execution's custom status, if any; otherwise its status. */
  get status(): string {
    const { status, customStatus } = summaryOf(this.#state);
    return customStatus ?? status;
  }

  get reason(): string | undefined {
    return this.#state.ended?.reason?.code;
  }

  get messages(): string[] {
    return this.commands.flatMap((one) => (one.type === 'write-line' ? one.line.message : []));
  }

  send(event: FollowingEvent): this {
    this.#state = this.#take(follow(this.#state, event));
    return this;
  }

  grant(step: string, grantee?: Grantee): this {
    return this.send(granted(attemptId(this.#state, this.#operation(step).attempt), grantee));
  }

  /** Ends a step, with an exit code or another end. Grants the step first if it is still queued. */
  end(step: string, how: number | OperationEnd = 0, data?: Readonly<Record<string, string>>): this {
    const end = typeof how === 'number' ? ({ kind: 'exited', exitCode: how } as const) : how;
    if (this.#operation(step).attempt.grantee === undefined) this.grant(step);
    const { attempt } = this.#operation(step);
    return this.send(ended(attemptId(this.#state, attempt), end, attempt.grantee, data));
  }

  /**
   * Ends the open steps with success, one by one, until none is left. Returns the steps in the order in which they
   * ended.
   */
  endAll(): string[] {
    const steps: string[] = [];
    for (let step = this.open[0]; step !== undefined; step = this.open[0]) {
      steps.push(step);
      this.end(step);
    }
    return steps;
  }

  /** Answers the oldest pending reference. */
  resolve(resolution: ReferenceResolution): this {
    const command = mapFirst(this.#state.resolving);
    assert.ok(command, 'a reference is being resolved');
    return this.send({ type: 'reference-resolved', time: 2500, command, resolution });
  }

  values(step: string): OperationValues {
    return valuesFor(this.#state, this.#operation(step));
  }

  #operation(step: string): OpenOperation {
    const found = openOperations(this.#state).find((operation) => this.#nameOf(operation) === step);
    assert.ok(found, `${step} is open, of ${this.open.join(', ')}`);
    return found;
  }

  #nameOf({ place }: OpenOperation): string {
    const { stepctx, node } = whereabouts(this.#state, place);
    return node === '' || node === 'localhost' || node === 'web' ? stepctx : `${stepctx} ${node}`;
  }

  #take({ state, commands }: Transition): ExecutionState {
    this.commands.push(...commands);
    return state;
  }
}
