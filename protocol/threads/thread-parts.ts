import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { openThread, type ThreadBounds, type ThreadProgram } from './ask-thread.ts';

/** The message that a thread posts for each requested part. */
type Posted = { readonly part: unknown } | { readonly end: true };

/**
 * Starts a thread for one question and yields the parts of its answer one at a time. Deserializing a message blocks the
 * event loop in proportion to its size, so other requests are served between two parts.
 *
 * Throws when the thread fails or is ended by its bounds.
 */
export async function* threadParts(
  program: ThreadProgram,
  question: unknown,
  bounds: ThreadBounds,
): AsyncGenerator<unknown> {
  const thread = await openThread(program, question, bounds);
  try {
    for (;;) {
      thread.worker.postMessage('next');
      const posted = (await thread.message()) as Posted;
      if ('end' in posted) return;
      yield posted.part;
    }
  } finally {
    await thread.close();
  }
}

/** Posts the parts of the answer as they are requested, and then the end. Runs in the thread. */
export async function postParts(parts: Iterable<unknown>): Promise<void> {
  if (parentPort === null) throw new Error('postParts must run in a worker thread');
  for (const part of parts) {
    await once(parentPort, 'message');
    parentPort.postMessage({ part } satisfies Posted);
  }
  await once(parentPort, 'message');
  parentPort.postMessage({ end: true } satisfies Posted);
}
