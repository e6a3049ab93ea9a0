import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import type { NodeFormat } from '../../protocol/nodes/format/node-format.ts';
import type { ReadNodes } from '../../protocol/nodes/format/read-nodes.ts';
import { soundNodes, soundOf } from '../../protocol/nodes/format/sound-nodes.ts';
import type { Node } from '../../protocol/nodes/node.ts';
import { askThread } from '../threads/ask-thread.ts';

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
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

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
    this.#closing.abort();
    await this.#last;
  }

  async #readApart(text: NodesText, where: string | undefined): Promise<ReadNodes> {
    const { signal } = this.#closing;
    if (signal.aborted) throw invalid('the coordinator ends', where);
    try {
      return (await askThread(this.#program, text, signal)) as ReadNodes;
    } catch (error) {
      throw invalid(`it cannot be read (${problemOf(error)})`, where);
    }
  }
}

function invalid(problem: string, where: string | undefined): OutrunnerError {
  return new OutrunnerError('nodes-invalid', {
    problem: where === undefined ? problem : `${where}: ${problem}`,
  });
}
