import type { RemoteTerminal } from '../../link/remote-step.ts';
import type { TerminalSize } from '../../ssh/exec/remote-command.ts';
import type { OutputSource } from '../gate/output-source.ts';

interface TypedInto {
  write(bytes: Buffer): void;
  resize(size: TerminalSize): void;
}

/** Maximum input that is queued before the command runs, in bytes. Further input is dropped, as terminals do. */
const LARGEST_BACKLOG = 64 * 1024;

/** Input and size of the terminal of a command on a node. Input is queued until the command runs. */
export class RemoteTyping {
  size: TerminalSize;
  readonly #isShown: boolean;
  #backlog: Buffer[] = [];
  #backlogBytes = 0;
  #command: TypedInto | undefined;

  constructor(terminal: RemoteTerminal | undefined) {
    this.size = terminal?.size ?? { columns: 80, rows: 24 };
    this.#isShown = terminal?.isShown === true;
  }

  /** The terminal that viewers can use; undefined if they have no access. */
  get terminal(): OutputSource['terminal'] {
    if (!this.#isShown) return undefined;
    return {
      write: (bytes) => this.#write(bytes),
      resize: (columns, rows) => {
        this.size = { columns, rows };
        this.#command?.resize(this.size);
      },
    };
  }

  attach(command: TypedInto): void {
    this.#command = command;
    for (const bytes of this.#backlog.splice(0)) command.write(bytes);
  }

  #write(bytes: Buffer): void {
    if (this.#command) this.#command.write(bytes);
    else if (this.#backlogBytes + bytes.length <= LARGEST_BACKLOG) {
      this.#backlogBytes += bytes.length;
      this.#backlog.push(Buffer.from(bytes));
    }
  }
}
