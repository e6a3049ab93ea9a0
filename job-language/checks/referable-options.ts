import type { JobOption } from '../format/job-option.ts';
import { entryOf, type SourceValue } from '../source/source-value.ts';
import { completeOptions, type ValidPart } from './valid-part.ts';

/** The options of a job that its references can use, including options with an error. */
export class ReferableOptions {
  /** The names of all options that have one, in order. */
  readonly names: readonly string[];
  /** Whether the name of an option cannot be read, so that any reference may refer to this option. */
  readonly #hasNameless: boolean;
  readonly #complete: ReadonlyMap<string, JobOption>;

  constructor(part: ValidPart) {
    const names = optionNames(entryOf(part.written, 'options')?.value);
    this.names = names.filter((name) => name !== undefined);
    this.#hasNameless = names.length > this.names.length;
    this.#complete = completeOptions(part);
  }

  /**
   * Returns an option; `invalid` if its values are not all known because of an error; undefined if there is no such
   * option.
   */
  find(name: string): JobOption | 'invalid' | undefined {
    const option = this.#complete.get(name);
    if (option !== undefined) return option;
    return this.#hasNameless || this.names.includes(name) ? 'invalid' : undefined;
  }
}

function optionNames(options: SourceValue | undefined): (string | undefined)[] {
  if (options === undefined) return [];
  if (options.kind !== 'list') return [undefined];
  return options.items.map((option) => {
    const name = entryOf(option, 'name')?.value;
    return name?.kind === 'scalar' ? String(name.value) : undefined;
  });
}
