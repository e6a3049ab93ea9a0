/** A frame of a helper: its mark, a letter, a number and a newline. In output frames, that number of bytes follows. */
export type HelperFrame =
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly bytes: Buffer }
  /** The command's shell has ended, with a status as returned by `wait`. */
  | { readonly kind: 'exit'; readonly status: number }
  /** All processes have closed the command's output. */
  | { readonly kind: 'drained' }
  /** The answer to a check whether the helper is alive. */
  | { readonly kind: 'here' }
  /** The node could not begin the command. */
  | { readonly kind: 'refused' };

const LONGEST_HEADER = 64;
const LINE_END = 0x0a;

/**
 * Decodes frames from chunks of any length, and passes output on as it arrives. Bytes between frames count as standard
 * output, because a background process of a start-up file may write them. Throws a RangeError for an invalid frame.
 */
export class HelperFrameReader {
  readonly #mark: string;
  /** An incomplete header, or bytes before a header. */
  #line = '';
  #left = 0;
  #stream: 'stdout' | 'stderr' = 'stdout';

  /** `mark` is the prefix of each frame. It must not occur elsewhere. */
  constructor(mark: string) {
    this.#mark = mark;
  }

  *take(chunk: Buffer): Generator<HelperFrame> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#left > 0) {
        const bytes = chunk.subarray(at, at + this.#left);
        at += bytes.length;
        this.#left -= bytes.length;
        yield { kind: 'output', stream: this.#stream, bytes };
        continue;
      }
      const end = chunk.indexOf(LINE_END, at);
      const next = end < 0 ? chunk.length : end + 1;
      this.#line += chunk.toString('latin1', at, next);
      at = next;
      const strays = this.#strays(end >= 0);
      if (strays.length > 0) yield { kind: 'output', stream: 'stdout', bytes: strays };
      if (end < 0 && this.#line.length > LONGEST_HEADER) throw broken();
      if (end < 0 || this.#line === '') continue;
      const frame = this.#frame(this.#line);
      this.#line = '';
      if (frame) yield frame;
    }
  }

  /**
   * Removes and returns the bytes that are not part of a header. The end of an incomplete line may be the beginning of
   * a header.
   */
  #strays(isWhole: boolean): Buffer {
    const line = this.#line;
    const mark = this.#mark;
    const begin = line.indexOf(mark);
    const most = isWhole ? line.length : Math.max(0, line.length - LONGEST_HEADER);
    const length = begin < 0 ? most : begin;
    this.#line = line.slice(length);
    return Buffer.from(line.slice(0, length), 'latin1');
  }

  #frame(line: string): HelperFrame | undefined {
    const [, letter, digits] = /^(\w) (\d+)\n$/.exec(line.slice(this.#mark.length)) ?? [];
    const number = Number(digits);
    switch (letter) {
      case 'o':
      case 'e':
        this.#stream = letter === 'o' ? 'stdout' : 'stderr';
        this.#left = number;
        return undefined;
      case 'x':
        return { kind: 'exit', status: number };
      case 'd':
        return { kind: 'drained' };
      case 'p':
        return { kind: 'here' };
      case 'f':
        return { kind: 'refused' };
      default:
        throw broken();
    }
  }
}

const broken = () => new RangeError('not a frame of a helper');

/** A command for a helper. Its environment is added to the login environment. */
export interface HelperCommand {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds between TERM and KILL after the helper's input closed. */
  readonly graceSeconds: number;
  /** Whether another command follows. The helper then prepares for it as soon as this command has ended. */
  readonly isFollowed?: boolean;
}

/** Returns the frame that runs a command. `mark` is the prefix of the answer's frames. */
export function runFrame(
  { command, environment, graceSeconds, isFollowed }: HelperCommand,
  mark: string,
): Buffer {
  const payload = Buffer.concat([command, ...Object.entries(environment).flat()].flatMap(counted));
  const header = `r ${payload.length} ${graceSeconds} ${isFollowed ? 1 : 0} ${mark}\n`;
  return Buffer.concat([Buffer.from(header), payload]);
}

/** Returns the length in bytes, as four bytes, and the text. */
function counted(text: string): [Buffer, Buffer] {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

export const cancelFrame = (graceSeconds: number): string => `k ${graceSeconds}\n`;
export const questionFrame = (mark: string): string => `p ${mark}\n`;
