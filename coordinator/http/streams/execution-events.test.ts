import assert from 'node:assert/strict';
import { OperationId } from '../../../protocol/ids.ts';
import { Player } from '../../engine/testing/player.ts';
import { sampleRequest } from '../../engine/testing/sample.ts';
import { executionEvents, SILENT_OUTPUT } from './execution-events.ts';

const REASON =
  '"reason":{"code":"NonZeroResultCode","message":"Step 2 (true 2) on web failed with exit code 3."}';

describe('The event stream of an execution', () => {
  it('sends the events of the engine byte for byte in their documented form', async () => {
    const player = new Player(sampleRequest());
    const operationId = OperationId.parse('17-1');
    player.send({ type: 'operation-waiting', time: 1500, operationId, why: 'all replicas are busy' });
    player.end('1').end('2', 3);
    assert.deepEqual(await sentBy(player), [
      '{"type":"ready"}',
      '{"type":"waiting","reason":{"code":"waiting","message":"all replicas are busy","until":601000},"time":1500}',
      '{"type":"step-started","operation":"17-1","stepctx":"1","label":"true 1","node":"web","runner":"web","runnerName":"web","replica":"web-a","time":2000}',
      '{"type":"step-ended","operation":"17-1","stepctx":"1","status":"succeeded","exitCode":0,"time":3000}',
      '{"type":"step-started","operation":"17-8","stepctx":"2","label":"true 2","node":"web","runner":"web","runnerName":"web","replica":"web-a","time":2000}',
      `{"type":"step-ended","operation":"17-8","stepctx":"2","status":"failed","exitCode":3,${REASON},"time":3000}`,
      `{"type":"execution-ended","execution":17,"status":"failed","exitCode":3,${REASON},"time":3000}`,
    ]);
  });

  it('sends a note without the operation that the note concerns, and the custom status of an execution', async () => {
    const player = new Player(sampleRequest({ steps: 2 })).end('1');
    player.end('2', { kind: 'not-started', code: 'no-space', problem: 'the disk is full' });
    player.end('2', { kind: 'unknown', problem: 'the host is gone' });
    const [, , , , note, , , last] = await sentBy(player);
    assert.equal(
      note,
      '{"type":"note","message":"Step 2 (true 2) on web was not started by replica web-a of runner web: the disk is full. It is dispatched again.","time":3000}',
    );
    assert.equal(
      last,
      '{"type":"execution-ended","execution":17,"status":"other","customStatus":"unknown","exitCode":0,"reason":{"code":"unknown","message":"The result of Step 2 (true 2) on web is unknown: the host is gone."},"time":3000}',
    );
  });
});

/** Returns the data of all events of an execution that has ended. */
async function sentBy({ state, commands }: Player): Promise<string[]> {
  const lines = commands.flatMap((one) => (one.type === 'write-line' ? [one.line] : []));
  const executions = {
    lines: async () => lines,
    onLine: () => () => undefined,
    onDeleted: () => () => undefined,
  };
  const { signal } = new AbortController();
  const sent: string[] = [];
  const events = executionEvents({ executions, output: SILENT_OUTPUT }, state.request.id, {
    from: 'start',
    signal,
  });
  for await (const { data } of events) sent.push(String(data));
  return sent;
}
