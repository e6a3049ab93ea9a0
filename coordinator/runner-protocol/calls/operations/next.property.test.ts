import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OperationId } from '../../../../protocol/ids.ts';
import { RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { ResultsAnswer } from '../../../../protocol/runner/results.ts';
import { operation, queued, result } from '../../../dispatch/testing/queued.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { connect, type TestRunner } from '../../testing/test-runner.ts';

const OPERATIONS = 24;
const AT_ONCE = 4;

/** Calls of a replica, in order. The answer to each call except `sync` may be lost. */
const ACTS = fc.array(
  fc.record({ call: fc.constantFrom('poll', 'claims', 'results', 'sync'), isLost: fc.boolean() }),
  { minLength: 20, maxLength: 80 },
);

/** A replica that follows the protocol and ends each step at once. */
class Replica {
  readonly starts = new Map<OperationId, number>();
  readonly #coordinator: TestCoordinator;
  readonly #runner: TestRunner;
  /** Started operations whose end the coordinator has not accepted yet. */
  readonly #held = new Set<OperationId>();
  /** Offered operations, and whether the replica claimed them. */
  readonly #offers = new Map<OperationId, boolean>();
  #acknowledged = 0;

  constructor(coordinator: TestCoordinator, runner: TestRunner) {
    this.#coordinator = coordinator;
    this.#runner = runner;
  }

  async act(call: string, isLost: boolean): Promise<void> {
    if (call === 'poll') await this.#poll(isLost);
    else if (call === 'claims') await this.#claim(isLost);
    else if (call === 'results') await this.#report(isLost);
    else await this.sync();
  }

  async sync(): Promise<void> {
    for (const [id, isAsked] of this.#offers) if (!isAsked) this.#offers.delete(id);
    const held = [
      ...Array.from(this.#held, (operationId) => ({ operationId, state: 'ended' as const })),
      ...Array.from(this.#offers.keys(), (operationId) => ({ operationId, state: 'prepared' as const })),
    ];
    const { decisions } = await this.#runner.sync(held);
    this.#acknowledged = 0;
    for (const { operationId, action } of decisions) {
      if (action !== 'resume') this.#offers.delete(operationId);
      if (action === 'forget') this.#held.delete(operationId);
    }
  }

  async #poll(isLost: boolean): Promise<void> {
    // The ping makes the coordinator answer the poll, even if no other message is pending.
    void this.#coordinator.dispatch.registry.ping(this.#runner.replicaId);
    const { messages } = await this.#runner.poll({ acknowledged: this.#acknowledged });
    if (isLost) return;
    for (const { number, message } of messages) {
      if (number <= this.#acknowledged) continue;
      this.#acknowledged = number;
      if (message.type !== 'assign' && message.type !== 'granted') continue;
      const { operationId } = message;
      if (this.#held.has(operationId) || this.#offers.get(operationId) === true) continue;
      this.#offers.set(operationId, message.type === 'granted');
    }
  }

  async #claim(isLost: boolean): Promise<void> {
    const asked = [...this.#offers.keys()];
    if (asked.length === 0) return;
    for (const id of asked) this.#offers.set(id, true);
    const claims = await this.#runner.claim(...asked);
    if (isLost) return;
    for (const { operationId, verdict } of claims) {
      this.#offers.delete(operationId);
      if (verdict === 'granted') this.#start(operationId);
    }
  }

  async #report(isLost: boolean): Promise<void> {
    const results = Array.from(this.#held, (id) => result(Number(id.split('-')[0])));
    if (results.length === 0) return;
    const answer = await this.#runner.ok(RUNNER_PATHS.results, { results, room: 64 }, ResultsAnswer);
    if (isLost) return;
    for (const { operationId } of answer.next) if (!this.#offers.has(operationId)) this.#start(operationId);
    for (const { operationId } of answer.results) this.#held.delete(operationId);
  }

  #start(operationId: OperationId): void {
    if (this.#held.has(operationId)) return;
    this.#held.add(operationId);
    this.starts.set(operationId, (this.starts.get(operationId) ?? 0) + 1);
  }
}

describe('the operations granted after results, whatever answers are lost', () => {
  it('start exactly once each', async () => {
    await fc.assert(
      fc.asyncProperty(ACTS, async (acts) => {
        const coordinator = await startTestCoordinator();
        const runner = await connect(coordinator, await coordinator.createRunner('db'));
        try {
          runner.maxRunning = AT_ONCE;
          const replica = new Replica(coordinator, runner);
          await replica.sync();
          await replica.act('poll', false);
          for (let n = 1; n <= OPERATIONS; n += 1) coordinator.operations.dispatch(queued(n));
          for (const { call, isLost } of acts) {
            coordinator.clock.advance(500);
            await replica.act(call, isLost);
          }
          for (let round = 0; coordinator.operations.ends.length < OPERATIONS; round += 1) {
            assert.ok(round < 10 * OPERATIONS, 'something was left out');
            coordinator.clock.advance(1000);
            for (const call of ['poll', 'claims', 'results']) await replica.act(call, false);
          }
          const ids = Array.from({ length: OPERATIONS }, (_, index) => operation(index + 1));
          assert.deepEqual(
            ids.map((id) => replica.starts.get(id)),
            ids.map(() => 1),
          );
          assert.ok(coordinator.operations.ends.every(({ report }) => report.end.kind === 'exited'));
        } finally {
          runner.close();
          await coordinator.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});
