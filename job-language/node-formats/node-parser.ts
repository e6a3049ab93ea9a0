import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { ThreadProgram } from '../../support/threads/ask-thread.ts';
import { withThread } from '../../support/threads/thread-parts.ts';
import type { Node } from '../nodes/node.ts';
import { ansibleNodes } from './ansible-nodes.ts';
import type { NodesAnswer, NodesText } from './nodes-answer.ts';
import { type ParseNodes, soundNodes } from './sound-nodes.ts';

/**
 * Maximum length of a text that is parsed on the main thread, in characters. Parsing such a text takes about 30 ms; a
 * longer one would block the thread for too long.
 */
const AT_ONCE = 64 * 1024;
/** Maximum number of queued long inventories, which occupy memory. */
const MOST_WAITING = 64;

/** Parses inventories. Long inventories are parsed one after the other, each in a separate thread. */
export class NodeParser {
  readonly #program: ThreadProgram;
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** @param program the program of the parser thread: `node-parse-worker.ts` from source, or its bundle */
  constructor(program: ThreadProgram) {
    this.#program = program;
  }

  /** Like `soundNodes`. Also throws `nodes-invalid` if the parser thread fails or too many texts are queued. */
  readonly parse: ParseNodes = async (text, format, where) => {
    if (text.length <= AT_ONCE) return soundNodes(text, format, where);
    try {
      return await this.#inTurn({ text, format, where });
    } catch (error) {
      if (error instanceof OutrunnerError) throw error;
      const problem = error instanceof NotBegun ? error.message : `it cannot be read (${problemOf(error)})`;
      throw new OutrunnerError('nodes-invalid', {
        problem: where === undefined ? problem : `${where}: ${problem}`,
      });
    }
  };

  /** Like `ansibleNodes`. Also throws if the parser thread fails or too many texts are queued. */
  async ansibleNodes(text: string): Promise<readonly Node[]> {
    if (text.length <= AT_ONCE) return ansibleNodes(text);
    return this.#inTurn({ text, format: 'ansible-inventory' });
  }

  /** Ends the current parse, and rejects the queued ones. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#last;
  }

  async #inTurn(text: NodesText): Promise<readonly Node[]> {
    if (this.#waiting >= MOST_WAITING) throw new NotBegun('too many long texts are read at once');
    this.#waiting += 1;
    const read = this.#last.then(() => this.#readApart(text));
    this.#last = read.catch(() => undefined);
    try {
      return await read;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #readApart(text: NodesText): Promise<readonly Node[]> {
    const { signal } = this.#closing;
    if (signal.aborted) throw new NotBegun('no more texts are read, because the program exits');
    const answer = await withThread<NodesText, NodesAnswer, NodesAnswer>(this.#program, { signal }, (ask) =>
      ask(text),
    );
    if (answer.kind === 'invalid') throw new OutrunnerError('nodes-invalid', { problem: answer.problem });
    return answer.items;
  }
}

/** Thrown if the parser does not start on a text: the queue is full, or the program is exiting. */
class NotBegun extends Error {
  override readonly name = 'NotBegun';
}
