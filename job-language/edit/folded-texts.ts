import { Scalar } from 'yaml';

/**
 * Keeps the lines of texts that are folded by hand, which the YAML writer would join or break at other words: block
 * texts with `>`, and plain or quoted texts over several lines. A mark takes the place of each while the file is written.
 */
export class FoldedTexts {
  readonly #text: string;
  readonly #mark: string;
  readonly #sources: string[] = [];

  constructor(text: string) {
    this.#text = text;
    let mark = 'folded-text-';
    while (text.includes(mark)) mark += 'x-';
    this.#mark = mark;
  }

  /** Replaces a folded text with a mark. Leaves every other scalar as it is. */
  take(scalar: Scalar): void {
    const { range, type } = scalar;
    if (!range || type === Scalar.BLOCK_LITERAL) return;
    const source = this.#text.slice(range[0], range[1]).trimEnd();
    if (!source.includes('\n')) return;
    scalar.value = `${this.#mark}${this.#sources.length}`;
    scalar.type = Scalar.PLAIN;
    this.#sources.push(source);
  }

  /** Puts the folded texts back, with their lines indented by two spaces more than their key. */
  put(written: string): string {
    if (this.#sources.length === 0) return written;
    const pattern = new RegExp(`^(\\s*(?:- )*)(.*?)${this.#mark}(\\d+)(.*)$`, 'gm');
    return written.replace(
      pattern,
      (_, start: string, key: string, index: string, rest: string) =>
        `${start}${key}${this.#indented(Number(index), start.length + (key === '' ? 0 : 2))}${rest}`,
    );
  }

  #indented(index: number, column: number): string {
    const [first = '', ...others] = (this.#sources[index] ?? '').split(/\r?\n/);
    const filled = others.filter((line) => line.trim() !== '');
    const indentation = Math.min(...filled.map((line) => line.length - line.trimStart().length));
    const lines = others.map((line) =>
      line.trim() === '' ? '' : `${' '.repeat(column)}${line.slice(indentation)}`,
    );
    return [first, ...lines].join('\n');
  }
}
