import type { SourcePath, SourceValue } from '../source/source-value.ts';

/** The values to remove from a job, by their paths. The remaining items of a list move to lower indexes. */
export class Removal {
  readonly #below = new Map<string | number, Removal>();
  /** The original indexes of the remaining items of a list; set by {@link applyTo}. */
  #kept: readonly number[] | undefined;
  #isWhole = false;

  /** Marks the value at a path of the job for removal. */
  add(path: SourcePath): void {
    const [first, ...rest] = path;
    if (first === undefined) {
      this.#isWhole = true;
      return;
    }
    const known = this.#below.get(first) ?? new Removal();
    this.#below.set(first, known);
    known.add(rest);
  }

  /** Returns the value without the removed parts; undefined if nothing remains. */
  applyTo(value: SourceValue): SourceValue | undefined {
    if (this.#isWhole) return undefined;
    if (this.#below.size === 0 || value.kind === 'scalar') return value;
    const apply = (key: string | number, below: SourceValue) => {
      const removal = this.#below.get(key);
      return removal === undefined ? below : removal.applyTo(below);
    };
    if (value.kind === 'list') {
      const items = value.items.map((item, index) => apply(index, item));
      this.#kept = [...items.keys()].filter((index) => items[index] !== undefined);
      return { ...value, items: items.filter((item) => item !== undefined) };
    }
    const entries = value.entries.flatMap((entry) => {
      const below = apply(entry.key, entry.value);
      return below === undefined ? [] : [{ ...entry, value: below }];
    });
    return { ...value, entries };
  }

  /** Converts a path of the remaining job to the path of the original job. */
  originalPath(path: SourcePath): SourcePath {
    const [first, ...rest] = path;
    if (first === undefined) return [];
    const place = typeof first === 'number' ? (this.#kept?.[first] ?? first) : first;
    return [place, ...(this.#below.get(place)?.originalPath(rest) ?? rest)];
  }

  /** Returns whether nothing is removed at or below a path of the job, except below the keys in `except`. */
  keeps(path: SourcePath, except: readonly string[]): boolean {
    if (this.#isWhole) return false;
    const [first, ...rest] = path;
    if (first === undefined) return [...this.#below.keys()].every((key) => except.includes(String(key)));
    return this.#below.get(first)?.keeps(rest, except) ?? true;
  }
}
