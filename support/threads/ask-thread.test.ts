import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type OpenThread, openThread } from './ask-thread.ts';

describe('openThread', () => {
  let thread: OpenThread | undefined;

  afterEach(() => thread?.close());

  async function open(text: string): Promise<OpenThread> {
    thread = await openThread({ text: async () => text }, undefined, {});
    return thread;
  }

  it('rejects the request for a message if the thread has exited', async () => {
    const { message, worker } = await open("require('node:worker_threads').parentPort.postMessage('first')");
    const exited = once(worker, 'exit');
    assert.equal(await message(), 'first');
    await exited;
    await assert.rejects(message(), /its thread ended/);
    await assert.rejects(message(), /its thread ended/);
  });

  it('rejects the request for a message with the error of the thread if the thread has failed', async () => {
    const { message, worker } = await open(
      "require('node:worker_threads').parentPort.postMessage('first'); throw new RangeError('out of range')",
    );
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    assert.equal(await message(), 'first');
    await exited;
    await assert.rejects(message(), /out of range/);
  });

  it('returns messages that the thread posted before the caller requested them', async () => {
    const { message, worker } = await open(
      "const { parentPort } = require('node:worker_threads'); parentPort.postMessage(1); parentPort.postMessage(2)",
    );
    await once(worker, 'exit');
    assert.deepEqual([await message(), await message()], [1, 2]);
    await assert.rejects(message(), /its thread ended/);
  });

  it('rejects the request for a message after the thread is closed', async () => {
    const { message, close } = await open(
      "require('node:worker_threads').parentPort.on('message', () => {})",
    );
    await close();
    await assert.rejects(message(), /its thread ended/);
  });
});
