import assert from 'node:assert/strict';
import type { RunnerId } from '../../../../protocol/ids.ts';
import { RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { OutputAnswer } from '../../../../protocol/runner/output.ts';
import { eventually } from '../../../dispatch/testing/eventually.ts';
import { operation, queued, result } from '../../../dispatch/testing/queued.ts';
import { frame } from '../../testing/frame.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import {
  connect,
  encodeFrames,
  expectOk,
  expectRefused,
  type TestRunner,
} from '../../testing/test-runner.ts';

describe('POST output', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  let runner: TestRunner;
  const kept = (n: number): Promise<string> => coordinator.outputs.kept(operation(n));
  const received = (n: number): number => coordinator.outputs.received(operation(n));

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('db');
    runner = await connect(coordinator, runnerId);
    for (const n of [1, 2]) {
      coordinator.operations.dispatch(queued(n));
      await runner.claim(operation(n));
    }
  });

  afterEach(async () => {
    runner.close();
    await coordinator.close();
  });

  it('accepts frames of many operations, and returns the received and durable offset of each', async () => {
    const answer = await runner.output(frame(1, 0, 'one '), frame(2, 0, 'zwei'), frame(1, 4, 'two'));
    assert.deepEqual(answer, [
      { operationId: '1-1', received: 7, durable: 0 },
      { operationId: '2-1', received: 4, durable: 0 },
    ]);
    assert.equal(await kept(1), 'one two');
    await coordinator.outputs.sync(operation(1));
    assert.equal((await runner.output(frame(1, 7, '!')))[0]?.durable, 7);
  });

  it('keeps the valid prefix of a truncated request', async () => {
    const bytes = encodeFrames([frame(1, 0, 'whole '), frame(1, 6, 'whole too '), frame(1, 16, 'cut off')]);
    const { request } = runner.openOutput(bytes.byteLength);
    request.write(bytes.subarray(0, bytes.byteLength - 3));
    await eventually(() => received(1) === 16);
    request.destroy();
    assert.deepEqual(await runner.output(frame(1, 16, 'cut off', { epoch: 2 })), [
      { operationId: '1-1', received: 23, durable: 0 },
    ]);
    assert.equal(await kept(1), 'whole whole too cut off');
  });

  it('keeps the frames before a damaged frame, and refuses the request', async () => {
    const bytes = encodeFrames([frame(1, 0, 'good'), frame(1, 4, 'damaged')]);
    bytes.writeUInt8(0, bytes.byteLength - 1);
    const { request, answer } = runner.openOutput();
    request.end(bytes);
    assert.deepEqual(expectRefused(await answer), { status: 400, code: 'frames-invalid' });
    assert.equal(await kept(1), 'good');
  });

  it('accepts the same request twice without duplicating output, because its answer may have been lost', async () => {
    const frames = [frame(1, 0, 'one '), frame(1, 4, 'two')];
    const first = await runner.output(...frames);
    assert.deepEqual(await runner.output(...frames), first);
    assert.equal(await kept(1), 'one two');
  });

  it('compares overlapping bytes and stores the rest', async () => {
    await runner.output(frame(1, 0, 'one two'));
    assert.equal((await runner.output(frame(1, 4, 'two three')))[0]?.received, 13);
    assert.equal(await kept(1), 'one two three');
  });

  it('refuses an overlap that differs, and does not change the stored output', async () => {
    await runner.output(frame(1, 0, 'one two'));
    const { request, answer } = runner.openOutput();
    request.end(encodeFrames([frame(1, 4, 'TWO')]));
    assert.deepEqual(expectRefused(await answer), { status: 409, code: 'output-conflict' });
    assert.equal(await kept(1), 'one two');
  });

  it('accepts requests of one epoch in any order', async () => {
    const late = runner.openOutput();
    const early = runner.output(frame(1, 4, 'two'));
    late.request.end(encodeFrames([frame(1, 0, 'one ')]));
    assert.equal((await early)[0]?.received, 7);
    assert.equal(expectOk(await late.answer, OutputAnswer).operations[0]?.problem, undefined);
    assert.equal(await kept(1), 'one two');
  });

  it('holds frames after a gap for a second, then returns the offset of the gap', async () => {
    await runner.output(frame(1, 0, 'one '));
    const ahead = runner.output(frame(1, 8, 'three'));
    let isAnswered = false;
    void ahead.then(() => {
      isAnswered = true;
    });
    await runner.output(frame(2, 0, 'zwei'));
    assert.equal(isAnswered, false);
    await eventually(() => {
      coordinator.clock.advance(1000);
      return isAnswered;
    });
    assert.deepEqual(await ahead, [{ operationId: '1-1', received: 4, durable: 0, problem: 'gap' }]);
  });

  it('refuses frames of a lower epoch, even in the middle of a body', async () => {
    const old = runner.openOutput();
    old.request.write(encodeFrames([frame(1, 0, 'one ')]));
    await eventually(() => received(1) === 4);
    await runner.output(frame(1, 4, 'two ', { epoch: 2 }));
    old.request.end(encodeFrames([frame(1, 4, 'two ')]));
    assert.deepEqual(expectOk(await old.answer, OutputAnswer).operations, [
      { operationId: '1-1', received: 8, durable: 0, problem: 'fenced' },
    ]);
    assert.equal(await kept(1), 'one two ');
  });

  it('refuses frames of a lower epoch that are held after a gap', async () => {
    const ahead = runner.output(frame(1, 4, 'old'));
    await runner.output(frame(2, 0, 'in between'));
    await runner.output(frame(1, 0, 'new', { epoch: 2 }));
    assert.equal((await ahead)[0]?.problem, 'fenced');
    assert.equal(await kept(1), 'new');
  });

  it('refuses output of operations that are not granted to this instance', async () => {
    coordinator.operations.dispatch(queued(3));
    const answer = await runner.output(frame(3, 0, 'mine?'), frame(9, 0, 'whose?'), frame(1, 0, 'ok'));
    assert.deepEqual(
      answer.map(({ operationId, problem }) => [operationId, problem]),
      [
        ['3-1', 'refused'],
        ['9-1', 'refused'],
        ['1-1', undefined],
      ],
    );
    assert.equal(await kept(3), '');
  });

  it('refuses output of another replica’s operation', async () => {
    const other = await connect(coordinator, runnerId);
    assert.equal((await other.output(frame(1, 0, 'forged')))[0]?.problem, 'refused');
    assert.equal(await kept(1), '');
    other.close();
  });

  it('refuses output after the operation has ended', async () => {
    await runner.results(result(1));
    assert.equal((await runner.output(frame(1, 0, 'late')))[0]?.problem, 'refused');
  });

  it('limits a request to 512 KiB', async () => {
    const declared = runner.openOutput(512 * 1024 + 1);
    declared.request.flushHeaders();
    assert.deepEqual(expectRefused(await declared.answer), { status: 413, code: 'body-too-large' });
    declared.request.destroy();
  });

  it('requires the content type of output frames', async () => {
    const code = (await runner.refused(RUNNER_PATHS.output, {})).code;
    assert.equal(code, 'unsupported-media-type');
  });

  it('stops reading the body when the session ends', async () => {
    const old = runner.openOutput();
    old.request.write(encodeFrames([frame(1, 0, 'one ')]));
    await eventually(() => received(1) === 4);
    const { sessionId } = await runner.sync([{ operationId: operation(1) }]);
    await assert.rejects(async () => {
      old.request.end(encodeFrames([frame(1, 4, 'two ')]));
      await old.answer;
    });
    assert.equal(await kept(1), 'one ');
    assert.equal(runner.sessionId, sessionId);
  });

  it('responds only after the output is written', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    coordinator.outputs.holdAppends(operation(1), () => held);
    let isAnswered = false;
    const output = runner.output(frame(1, 0, 'one')).then((answer) => {
      isAnswered = true;
      return answer;
    });
    await runner.output(frame(2, 0, 'zwei'));
    assert.equal(isAnswered, false);
    release();
    assert.equal((await output)[0]?.received, 3);
  });
});
