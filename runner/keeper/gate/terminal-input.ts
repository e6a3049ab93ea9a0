import { writeSync } from 'node:fs';
import { systemCode } from '../../../support/files/system-code.ts';

/**
 * Maximum queued input, in bytes, for a program that does not read its terminal. Further input is dropped, as terminals
 * do.
 */
const LARGEST_BACKLOG = 1024 * 1024;
const RETRY_MILLISECONDS = 10;

/** Writes input to a pseudo-terminal through a non-blocking descriptor. */
export class TerminalInput {
  readonly #master: number;
  #backlog: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(master: number) {
    this.#master = master;
  }

  write(bytes: Buffer): void {
    if (this.#closed || this.#backlog.length + bytes.length > LARGEST_BACKLOG) return;
    this.#backlog = Buffer.concat([this.#backlog, bytes]);
    this.#flush();
  }

  /** Stops writing. Call it before the descriptor is closed. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    try {
      while (this.#backlog.length > 0) {
        this.#backlog = this.#backlog.subarray(writeSync(this.#master, this.#backlog));
      }
    } catch (error) {
      if (systemCode(error) === 'EAGAIN') {
        this.#timer = setTimeout(() => this.#flush(), RETRY_MILLISECONDS);
      } else {
        this.#backlog = Buffer.alloc(0);
      }
    }
  }
}
