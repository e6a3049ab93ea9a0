import assert from 'node:assert/strict';
import { ExecutionId, type OperationId, operationId, ReplicaId, RunnerId } from '../../../protocol/ids.ts';
import type { EngineLine, EngineLogEvent } from '../../engine/events/engine-line.ts';
import { StepEvents } from './step-events.ts';

const EXECUTION = ExecutionId.parse(7);

/** Plays the begins and ends of operations, and returns the entries as short texts. */
class Play {
  readonly #events = new StepEvents();
  readonly #operations = new Map<string, OperationId>();
  readonly shown: string[] = [];
  #number = 0;

  begin(stepctx: string, node: string): this {
    const operation = operationId(EXECUTION, this.#operations.size + 1);
    this.#operations.set(`${stepctx} ${node}`, operation);
    return this.#line({
      type: 'step-started',
      operation,
      stepctx,
      node,
      label: '',
      runner: RunnerId.parse('web'),
      runnerName: 'web',
      replica: ReplicaId.parse('web-a'),
      time: this.#number * 1000,
    });
  }

  end(stepctx: string, node: string, exitCode = 0): this {
    const operation = this.#operations.get(`${stepctx} ${node}`) ?? operationId(EXECUTION, 99);
    const reason = { code: 'step-failed', message: `Exit code ${exitCode}` };
    return this.#line({
      type: 'step-ended',
      operation,
      stepctx,
      status: exitCode === 0 ? 'succeeded' : 'failed',
      exitCode,
      ...(exitCode === 0 ? {} : { reason }),
      time: this.#number * 1000,
    });
  }

  finish(): readonly string[] {
    this.#line({ type: 'execution-ended', execution: EXECUTION, status: 'succeeded', time: 0 });
    return this.shown;
  }

  #line(event: EngineLogEvent): this {
    this.#number += 1;
    const line: EngineLine = { executionId: EXECUTION, number: this.#number, message: '', event };
    for (const { type, stepctx, node, failureReason, resultCode } of this.#events.next(line))
      this.shown.push([type, stepctx, node, failureReason, resultCode].filter(Boolean).join(' '));
    return this;
  }
}

describe('the events of steps', () => {
  it('contain each step once around its nodes if one step runs after the other', () => {
    const play = new Play().begin('1', 'a').begin('1', 'b').end('1', 'a').end('1', 'b').begin('1', 'c');
    play.end('1', 'c').begin('2', 'a').end('2', 'a');
    assert.deepEqual(play.finish(), [
      'stepbegin 1',
      'nodebegin 1 a',
      'nodebegin 1 b',
      'nodeend 1 a',
      'nodeend 1 b',
      'nodebegin 1 c',
      'nodeend 1 c',
      'stepend 1',
      'stepbegin 2',
      'nodebegin 2 a',
      'nodeend 2 a',
      'stepend 2',
    ]);
  });

  it('do not end a step while one of its operations is running', () => {
    const play = new Play().begin('1', 'a').begin('2', 'a').end('1', 'a').begin('3', 'a').end('2', 'a');
    assert.deepEqual(play.shown, [
      'stepbegin 1',
      'nodebegin 1 a',
      'stepbegin 2',
      'nodebegin 2 a',
      'nodeend 1 a',
      'stepend 1',
      'stepbegin 3',
      'nodebegin 3 a',
      'nodeend 2 a',
    ]);
  });

  it('contain a step again if it runs on a further node after another step', () => {
    const play = new Play().begin('1', 'a').end('1', 'a').begin('2', 'a').end('2', 'a').begin('1', 'b');
    play.end('1', 'b');
    assert.equal(play.finish().filter((entry) => entry === 'stepbegin 1').length, 2);
    assert.equal(play.shown.filter((entry) => entry === 'stepend 1').length, 2);
  });

  it('enclose the steps of referenced jobs, for each node if the reference runs for each node', () => {
    const play = new Play().begin('1/1', 'a').end('1/1', 'a').begin('1/2', 'a').end('1/2', 'a');
    play.begin('2@node=b/1', 'b').end('2@node=b/1', 'b');
    assert.deepEqual(play.finish(), [
      'stepbegin 1',
      'stepbegin 1/1',
      'nodebegin 1/1 a',
      'nodeend 1/1 a',
      'stepend 1/1',
      'stepbegin 1/2',
      'nodebegin 1/2 a',
      'nodeend 1/2 a',
      'stepend 1/2',
      'stepend 1',
      'stepbegin 2',
      'nodebegin 2 b',
      'stepbegin 2@node=b/1',
      'nodebegin 2@node=b/1 b',
      'nodeend 2@node=b/1 b',
      'stepend 2@node=b/1',
      'nodeend 2 b',
      'stepend 2',
    ]);
  });

  it('give the reason at the end of a failed node and step, and enclose its error handler', () => {
    const play = new Play().begin('1', 'a').end('1', 'a', 3).begin('1e', 'a').end('1e', 'a');
    assert.deepEqual(play.finish(), [
      'stepbegin 1',
      'nodebegin 1 a',
      'nodeend 1 a NonZeroResultCode 3',
      'handlerbegin 1e',
      'nodebegin 1e a',
      'nodeend 1e a',
      'handlerend 1e',
      'stepend 1 NonZeroResultCode 3',
    ]);
  });

  it('leave out the end of an operation that never began', () => {
    assert.deepEqual(new Play().end('1', 'a', 1).finish(), []);
  });

  it('end a step without a reason if the repeated operation on its node succeeds', () => {
    const play = new Play().begin('1', 'a').end('1', 'a', 1).begin('1', 'a').end('1', 'a');
    assert.equal(play.finish().at(-1), 'stepend 1');
  });
});
