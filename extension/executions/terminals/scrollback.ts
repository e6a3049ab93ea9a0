import * as l10n from '@vscode/l10n';
import { numberText } from '../../model/display-language.ts';

/** The name of the command that opens the whole output. The terminal shows it as a link. */
export function wholeOutputText(): string {
  return l10n.t('Show Full Output');
}

/**
 * Counts the lines of a terminal, to report that the terminal has dropped some of them. Control sequences count as
 * characters, so the count may be too high for lines that wrap.
 */
export class Scrollback {
  readonly #kept: number;
  #columns = 80;
  #rows = 0;
  #column = 0;
  /** The number of rows when the notice was written. */
  #noticeAt: number | undefined;

  /** @param kept the number of lines that the terminal keeps */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Sets the width of the terminal, in characters. */
  resize(columns: number): void {
    this.#columns = Math.max(1, columns);
  }

  /** Counts a text that the terminal shows. */
  add(text: string): void {
    let from = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      this.#rows += 1 + Math.floor(Math.max(0, this.#column + at - from - 2) / this.#columns);
      this.#column = 0;
      from = at + 1;
    }
    this.#column += text.length - from;
  }

  /**
   * Returns a notice once the terminal has dropped its first line, and again at the end of the execution if the
   * terminal has dropped the first notice too. Returns no notice within a line, except at the end.
   */
  notice(isEnd: boolean): string | undefined {
    const kept = this.#kept;
    const isInLine = this.#column > 0;
    if (this.#rows <= kept || (isInLine && !isEnd)) return undefined;
    if (this.#noticeAt !== undefined && !(isEnd && this.#rows - this.#noticeAt > kept)) return undefined;
    this.#noticeAt = this.#rows;
    const limit = numberText(kept);
    return l10n.t(
      'This terminal keeps only its last {0} lines. {1} opens the whole output.',
      limit,
      wholeOutputText(),
    );
  }

  /** Resets the count, because the terminal was cleared. */
  clear(): void {
    this.#rows = 0;
    this.#column = 0;
    this.#noticeAt = undefined;
  }
}
