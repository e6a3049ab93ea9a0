import { queued } from '../../coordinator/dispatch/testing/queued.ts';
import { settled, TestDispatch } from '../../coordinator/dispatch/testing/test-dispatch.ts';
import { RunnerId, Tag } from '../../protocol/ids.ts';
import type { Scenario } from '../figures.ts';

const RUNNERS = 5000;
const ROUNDS = 50;

/**
 * Measures the dispatch queue with many runners, each of which was offered an operation: the time to follow the change
 * of one runner, and the time to queue an operation for the only runner with a tag.
 */
export const dispatchQueue: Scenario = {
  name: 'the dispatch queue with 5,000 runners',
  goals: [
    { figure: 'a changed runner', percentile: 50, relation: 'at most', value: 5 },
    { figure: 'an operation for a tag', percentile: 50, relation: 'at most', value: 5 },
  ],
  async measure() {
    const dispatch = new TestDispatch();
    for (let n = 0; n < RUNNERS; n += 1)
      dispatch.connect(dispatch.runner(`edge-${n}`, { tags: tagsOf(n, 'all') }), `edge-${n}-1`);
    for (let n = 0; n < RUNNERS; n += 1) {
      const target = { kind: 'runners', runners: [RunnerId.parse(`edge-${n}`)] } as const;
      dispatch.operations.dispatch(queued(n + 1, { target }));
    }
    await settled();
    const changes = timed((round) => dispatch.runner(`edge-${round}`, { tags: tagsOf(round, 'changed') }));
    const operations = timed((round) => {
      const target = { kind: 'tags', match: 'all', tags: [Tag.parse(`only-${round}`)] } as const;
      const operation = queued(RUNNERS + 1 + round, { target });
      dispatch.queue.dispatch(operation);
      dispatch.queue.withdraw(operation.operationId);
    });
    return [
      { name: 'a changed runner', unit: 'ms', samples: changes },
      { name: 'an operation for a tag', unit: 'ms', samples: operations },
    ];
  },
};

const tagsOf = (n: number, ...more: readonly string[]) => [`only-${n}`, ...more].map((tag) => Tag.parse(tag));

function timed(act: (round: number) => void): number[] {
  return Array.from({ length: ROUNDS }, (_, round) => {
    const begin = performance.now();
    act(round);
    return performance.now() - begin;
  });
}
