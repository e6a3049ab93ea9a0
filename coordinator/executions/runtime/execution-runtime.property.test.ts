import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { OperationId } from '../../../protocol/ids.ts';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import { sampleRequest } from '../../engine/testing/sample.ts';
import { progressOf } from '../../engine/views/progress.ts';
import type { Journal } from '../../store/journal/journal.ts';
import { EngineOperations } from '../operations/engine-operations.ts';
import type { Claimant } from '../ports.ts';
import { FakeDispatcher } from '../testing/fake-dispatcher.ts';
import { MemoryJournal } from '../testing/memory-journal.ts';
import { CLAIMANT, OTHER_CLAIMANT } from '../testing/test-executions.ts';
import { ExecutionIndex } from './execution-index.ts';
import { ExecutionRuntime } from './execution-runtime.ts';
import { readExecution } from './read-execution.ts';

interface Report {
  readonly kind: 'report';
  readonly about: 'claim' | 'end';
  /** Index among all operations ever offered, counted from the newest. */
  readonly nth: number;
  readonly who: Claimant;
  readonly end: OperationEnd;
}

type Move = Report | { readonly kind: 'flush' | 'crash' | 'abort' };

const ENDS: readonly OperationEnd[] = [
  { kind: 'exited', exitCode: 0 },
  { kind: 'exited', exitCode: 1 },
  { kind: 'cancelled' },
];

const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      about: fc.constantFrom('claim' as const, 'end' as const),
      nth: fc.constantFrom(0, 0, 0, 1, 2),
      who: fc.constantFrom(CLAIMANT, OTHER_CLAIMANT),
      end: fc.constantFrom(...ENDS),
    }),
  },
  { weight: 5, arbitrary: fc.constant({ kind: 'flush' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'abort' as const }) },
);

/** A sequence of coordinator processes that share one disk. */
class World {
  readonly journal = new MemoryJournal();
  /** Grants and ends that were acknowledged and must therefore persist. */
  readonly granted = new Map<string, Set<string>>();
  readonly accepted = new Map<string, OperationEnd>();
  readonly #known = new Set<OperationId>();
  readonly #clock = new ManualClock();
  #dispatcher = new FakeDispatcher();
  #runtime = this.#start();
  #operations = this.#ask();

  async begin(): Promise<void> {
    const begun = this.#runtime.begin(sampleRequest({ steps: 3 }));
    this.journal.flush();
    await begun;
    for (const id of this.#dispatcher.dispatched.keys()) this.#known.add(id);
  }

  async move(move: Move): Promise<void> {
    if (move.kind === 'flush') this.journal.flush();
    else if (move.kind === 'crash') await this.#crash();
    else if (move.kind === 'abort') {
      const [open] = this.#runtime.index.all();
      void open?.submit({ type: 'abort-requested', time: 0, user: 'bob' });
    } else if (move.kind === 'report') void this.#report(move);
    await setImmediate();
    for (const id of this.#dispatcher.dispatched.keys()) this.#known.add(id);
  }

  /** Operations that the current coordinator process has offered. */
  offered(): readonly string[] {
    return [...this.#dispatcher.dispatched.keys()];
  }

  offeredTwice(): boolean {
    return [...this.#dispatcher.dispatched.values()].some((times) => times > 1);
  }

  async durableOperations() {
    const durable = await readExecution(this.journal, sampleRequest().id);
    assert.ok(durable);
    return progressOf(durable.state).flatMap(({ operations }) => operations);
  }

  async #report({ about, nth, who, end }: Report): Promise<void> {
    const id = [...this.#known].at(-1 - nth);
    if (id === undefined) return;
    if (about === 'claim') {
      const { verdict } = await this.#operations.claim(id, who);
      if (verdict === 'granted') this.granted.set(id, (this.granted.get(id) ?? new Set()).add(who.replicaId));
    } else if ((await this.#operations.end(id, who, { end, offset: 0, endedAt: 0 })) === 'accepted') {
      if (!this.accepted.has(id)) this.accepted.set(id, end);
    }
  }

  async #crash(): Promise<void> {
    this.journal.crash();
    const known = await this.#grantedOnDisk();
    this.#dispatcher = new FakeDispatcher();
    this.#runtime = this.#start();
    this.#operations = this.#ask();
    await this.#runtime.load();
    this.#runtime.reissue();
    for (const id of this.offered()) assert.ok(!known.has(id), `${id} is offered although it is granted`);
  }

  async #grantedOnDisk(): Promise<Set<string>> {
    const operations = await this.durableOperations();
    return new Set(
      operations.flatMap(({ operationId, grantedAt }) => (grantedAt === undefined ? [] : operationId)),
    );
  }

  #start(): ExecutionRuntime {
    return new ExecutionRuntime({
      index: new ExecutionIndex(),
      journal: this.journal as unknown as Journal,
      output: { end: async () => undefined },
      dispatcher: this.#dispatcher,
      clock: this.#clock,
      log: { info: () => undefined, warn: () => undefined, error: assert.fail },
      held: () => false,
      onDue: async (_, begin) => begin().then(() => undefined),
      onEnded: () => undefined,
      onReference: () => undefined,
    });
  }

  #ask(): EngineOperations {
    return new EngineOperations({
      runtime: this.#runtime,
      clock: this.#clock,
      knows: () => true,
      secrets: { get: async () => ({}) },
      readKey: async () => undefined,
      fetchAllowed: async () => [],
    });
  }
}

describe('Acknowledged changes under arbitrary crashes', () => {
  it('persist, so that a grant never moves, an accepted end never changes, and no granted operation is offered again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { maxLength: 60 }), async (all) => {
        const world = new World();
        await world.begin();
        for (const move of all) {
          await world.move(move);
          assert.ok(!world.offeredTwice());
        }
        const operations = new Map(
          (await world.durableOperations()).map((one) => [String(one.operationId), one]),
        );
        for (const [id, claimants] of world.granted) {
          assert.equal(claimants.size, 1);
          assert.deepEqual([operations.get(id)?.replicaId], [...claimants]);
        }
        for (const [id, end] of world.accepted) assert.deepEqual(operations.get(id)?.end, end);
      }),
      { numRuns: 1000 },
    );
  });
});
