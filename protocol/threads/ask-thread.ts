import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Of a thread: where its file stands, or what reads its text where that stands in no file of its own. */
export type ThreadProgram = URL | string | { readonly text: () => Promise<string> };

/**
 * Gives a thread of its own one question as its `workerData`, and resolves with the one message that it answers. Rejects
 * where it fails, and where it ends before: by itself, or because `signal` gave it up.
 */
export async function askThread(
  program: ThreadProgram,
  question: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const isFile = typeof program === 'string' || program instanceof URL;
  const worker = new Worker(isFile ? program : await program.text(), {
    eval: !isFile,
    workerData: question,
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
  });
  // What fails once it has answered concerns nobody.
  worker.on('error', () => undefined);
  const giveUp = () => void worker.terminate();
  signal?.addEventListener('abort', giveUp);
  const settled = new AbortController();
  try {
    const [answer] = await Promise.race([
      once(worker, 'message', settled),
      once(worker, 'exit', settled).then(() => {
        throw new Error('its thread ended');
      }),
    ]);
    return answer;
  } finally {
    settled.abort();
    signal?.removeEventListener('abort', giveUp);
    await worker.terminate();
  }
}
