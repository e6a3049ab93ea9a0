import { on } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A thread's program: its file, or an object whose `text` returns the source if the program is not a file. */
export type ThreadProgram = URL | string | { readonly text: () => Promise<string> };

export interface ThreadBounds {
  /** The thread is terminated when this signal aborts. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Heap limit of the thread in MiB; 2048 by default. A thread that exceeds it is terminated, and its question fails.
   */
  readonly heapMiB?: number;
}

const DEFAULT_HEAP_MIB = 2048;

export interface OpenThread {
  readonly worker: Worker;
  /** Returns the next message, in the order of posting. Rejects when the thread fails or has exited without one. */
  message(): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a thread that gets the question as its `workerData`. It ends when it is closed, and when `signal` aborts. */
export async function openThread(
  program: ThreadProgram,
  question: unknown,
  { signal, heapMiB = DEFAULT_HEAP_MIB }: ThreadBounds,
): Promise<OpenThread> {
  const isFile = typeof program === 'string' || program instanceof URL;
  const worker = new Worker(isFile ? program : await program.text(), {
    eval: !isFile,
    workerData: question,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  // The thread may fail while no caller awaits a message.
  worker.on('error', () => undefined);
  // The iterator buffers messages until the thread exits. A message or failure that arrives between two calls of
  // `message` is thus returned by the second call.
  const messages: AsyncIterator<unknown[]> = on(worker, 'message', { close: ['exit'] });
  const terminate = () => void worker.terminate();
  signal?.addEventListener('abort', terminate);
  if (signal?.aborted === true) terminate();
  return {
    worker,
    message: async () => {
      const next = await messages.next();
      if (next.done === true) throw new Error('its thread ended');
      return next.value[0];
    },
    close: async () => {
      signal?.removeEventListener('abort', terminate);
      await worker.terminate();
    },
  };
}
