import type { LinearPattern } from '../../../support/patterns/pattern.ts';

/** A prompt to answer, with its password. */
export interface SudoAnswer {
  readonly prompt: LinearPattern;
  readonly refusal: LinearPattern;
  readonly promptLines: number;
  readonly responseLines: number;
  readonly password: string;
}

export interface AnsweredPrompts {
  /** The output without the prompts and without the terminal's echo of the answers. */
  readonly shown: Buffer;
  /** Input to send. */
  readonly typed?: string;
  /** Set if the password was refused. No further prompt is answered. */
  readonly refused?: true;
}

/** Maximum length of a prompt, in bytes. A longer incomplete line is not a prompt. */
const LONGEST_PROMPT = 4096;

/**
 * Answers each prompt once, in order, in the first lines of output. Buffers a line that may become a prompt until the
 * line is complete or is a prompt.
 */
export class SudoAnswers {
  readonly #waiting: SudoAnswer[];
  #answered: SudoAnswer | undefined;
  #lines = 0;
  #held = Buffer.alloc(0);
  #swallowsLineEnd = false;

  constructor(answers: readonly SudoAnswer[]) {
    this.#waiting = [...answers];
  }

  take(chunk: Buffer): AnsweredPrompts {
    if (!this.#watches) return { shown: this.#rest(chunk) };
    let text = Buffer.concat([this.#held, chunk]);
    const shown: Buffer[] = [];
    for (let end = text.indexOf(0x0a); end >= 0 && this.#watches; end = text.indexOf(0x0a)) {
      const line = text.subarray(0, end + 1);
      text = text.subarray(end + 1);
      if (this.#swallowsLineEnd) {
        this.#swallowsLineEnd = false;
        if (line.toString('latin1').trim() === '') continue;
      }
      shown.push(line);
      this.#lines += 1;
      if (this.#isRefusal(line)) return { shown: Buffer.concat([...shown, text]), refused: true };
      this.#giveUpLookingLate();
    }
    this.#held = Buffer.alloc(0);
    if (!this.#watches || text.length > LONGEST_PROMPT) return { shown: Buffer.concat([...shown, text]) };
    const [next] = this.#waiting;
    if (text.length > 0 && next?.prompt.find(text.toString('utf8'))) return this.#answer(next, shown);
    this.#held = Buffer.from(text);
    return { shown: Buffer.concat(shown) };
  }

  /** Returns the buffered output at the end. */
  finish(): Buffer {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    return held;
  }

  get #watches(): boolean {
    return this.#waiting.length > 0 || this.#answered !== undefined || this.#swallowsLineEnd;
  }

  #answer(answer: SudoAnswer, shown: readonly Buffer[]): AnsweredPrompts {
    this.#waiting.shift();
    this.#answered = answer;
    this.#lines = 0;
    this.#swallowsLineEnd = true;
    return { shown: Buffer.concat(shown), typed: `${answer.password}\n` };
  }

  #isRefusal(line: Buffer): boolean {
    return this.#answered?.refusal.find(line.toString('utf8').trimEnd()) !== undefined;
  }

  #giveUpLookingLate(): void {
    if (this.#answered && this.#lines >= this.#answered.responseLines) this.#answered = undefined;
    const [next] = this.#waiting;
    if (next && this.#lines >= next.promptLines) this.#waiting.length = 0;
  }

  #rest(chunk: Buffer): Buffer {
    const rest = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    this.#held = Buffer.alloc(0);
    return rest;
  }
}
