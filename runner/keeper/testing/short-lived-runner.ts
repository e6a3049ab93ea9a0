/**
 * A runner for tests that kill it. Starts a step, prints the first output that it receives, and waits. Arguments: data
 * dir, operation id, shell text.
 */
import { startOrAttachKeeper } from '../../keeper-client/start-or-attach-keeper.ts';
import { commandOf, KEEPER_PROGRAM, shell } from './keeper-bench.ts';

const [dataDir = '', operationId = '', text = ''] = process.argv.slice(2);

const client = await startOrAttachKeeper({
  dataDir,
  program: KEEPER_PROGRAM,
  events: { onEnded: () => undefined },
});
await client.prepareAndOpen(operationId, false, commandOf(shell(text)));
await client.subscribe(operationId, {
  fromOffset: 0,
  windowBytes: 1,
  onFrame: ({ offset, payload: bytes }) => {
    const { instanceId } = client.attached;
    const seen = { instanceId, offset: offset + bytes.length, text: Buffer.from(bytes).toString('utf8') };
    process.stdout.write(`${JSON.stringify(seen)}\n`);
  },
});
