/** What a helper says: a letter, a number and a line end; then, for output, as many bytes. */
export type HelperFrame =
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly bytes: Buffer }
  /** The command's shell has ended, with a status as `wait` gives it. */
  | { readonly kind: 'exit'; readonly status: number }
  /** Nobody holds the command's output any more. */
  | { readonly kind: 'drained' }
  /** The answer to a question whether it is there. */
  | { readonly kind: 'here' }
  /** The node could not begin the command. */
  | { readonly kind: 'refused' };

const LONGEST_HEADER = 32;
const LINE_END = 0x0a;

/** Reads frames from pieces of any length; output is given on as it comes. Throws a RangeError for anything else. */
export class HelperFrameReader {
  private header = '';
  private left = 0;
  private stream: 'stdout' | 'stderr' = 'stdout';

  *take(chunk: Buffer): Generator<HelperFrame> {
    for (let at = 0; at < chunk.length; ) {
      if (this.left > 0) {
        const bytes = chunk.subarray(at, at + this.left);
        at += bytes.length;
        this.left -= bytes.length;
        yield { kind: 'output', stream: this.stream, bytes };
        continue;
      }
      const end = chunk.indexOf(LINE_END, at);
      this.header += chunk.toString('latin1', at, end < 0 ? chunk.length : end);
      if (this.header.length > LONGEST_HEADER) throw new RangeError('no frame of a helper');
      if (end < 0) return;
      at = end + 1;
      const frame = this.frame(this.header);
      this.header = '';
      if (frame) yield frame;
    }
  }

  private frame(header: string): HelperFrame | undefined {
    const [, letter, digits] = /^(\w) (\d+)$/.exec(header) ?? [];
    const number = Number(digits);
    switch (letter) {
      case 'o':
      case 'e':
        this.stream = letter === 'o' ? 'stdout' : 'stderr';
        this.left = number;
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
        throw new RangeError('no frame of a helper');
    }
  }
}

/** What a helper is to run: its environment comes on top of that of the login. */
export interface HelperCommand {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Between TERM and KILL, where its input closes. */
  readonly graceSeconds: number;
  /** Another one follows: what it needs is made ready as soon as this one has ended. */
  readonly isFollowed?: boolean;
}

export function runFrame({ command, environment, graceSeconds, isFollowed }: HelperCommand): Buffer {
  const payload = Buffer.concat([command, ...Object.entries(environment).flat()].flatMap(counted));
  const header = `r ${payload.length} ${graceSeconds} ${isFollowed ? 1 : 0}\n`;
  return Buffer.concat([Buffer.from(header), payload]);
}

/** Its length in bytes, in four of them, and the text. */
function counted(text: string): [Buffer, Buffer] {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

export const cancelFrame = (graceSeconds: number): string => `k ${graceSeconds}\n`;
export const QUESTION_FRAME = 'p 0\n';
