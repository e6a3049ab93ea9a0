import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import type { NodeFormat } from '../../protocol/nodes/format/node-format.ts';
import type { ReadNodes } from '../../protocol/nodes/format/read-nodes.ts';
import { soundNodes, soundOf } from '../../protocol/nodes/format/sound-nodes.ts';
import type { Node } from '../../protocol/nodes/node.ts';

/** A text of nodes, as a thread is given it. */
export interface NodesText {
  readonly text: string;
  readonly format: NodeFormat;
}

/** Characters up to which a text is read at once, in some 30 ms; longer ones would keep everybody else waiting. */
const AT_ONCE = 64 * 1024;
/** Long texts that wait for their turn, each held in memory. */
const MOST_WAITING = 64;

/** Reads texts of nodes: long ones one after the other, each in a thread of its own. */
export class NodeParser {
  readonly #program: URL | string;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #worker: Worker | undefined;
  #closed = false;

  /** @param program of the thread: `node-parse-worker.ts` from source, its bundle when built */
  constructor(program: URL | string) {
    this.#program = program;
  }

  /** As `soundNodes`. Throws `nodes-invalid`, for a text that cannot be read at all too. */
  async parse(text: string, format: NodeFormat, where?: string): Promise<readonly Node[]> {
    if (text.length <= AT_ONCE) return soundNodes(text, format, where);
    if (this.#waiting >= MOST_WAITING) throw invalid('too many long texts are read at once', where);
    this.#waiting += 1;
    const read = this.#last.then(() => this.#readApart({ text, format }, where));
    this.#last = read.catch(() => undefined);
    try {
      return soundOf(await read, where);
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Ends what is read; what waits is not begun. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
    await this.#last;
  }

  async #readApart(text: NodesText, where: string | undefined): Promise<ReadNodes> {
    if (this.#closed) throw invalid('the coordinator ends', where);
    const worker = new Worker(this.#program, {
      workerData: text,
      name: 'nodes',
      resourceLimits: { maxOldGenerationSizeMb: 2048 },
    });
    this.#worker = worker;
    // What fails once it has answered concerns nobody.
    worker.on('error', () => undefined);
    try {
      return await answerOf(worker);
    } catch (error) {
      throw invalid(`it cannot be read (${problemOf(error)})`, where);
    } finally {
      this.#worker = undefined;
      await worker.terminate();
    }
  }
}

/** Rejects where the thread fails or ends before it answers. */
async function answerOf(worker: Worker): Promise<ReadNodes> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    const [answer] = await Promise.race([
      once(worker, 'message', { signal }),
      once(worker, 'exit', { signal }).then(() => {
        throw new Error('its thread ended');
      }),
    ]);
    return answer as ReadNodes;
  } finally {
    settled.abort();
  }
}

function invalid(problem: string, where: string | undefined): OutrunnerError {
  return new OutrunnerError('nodes-invalid', {
    problem: where === undefined ? problem : `${where}: ${problem}`,
  });
}
