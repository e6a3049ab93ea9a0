/** A part that is made after those that refer to it. */
export class Later<Part> {
  readonly #name: string;
  #part: { readonly value: Part } | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  set(value: Part): void {
    this.#part = { value };
  }

  /** Throws `TypeError` before it was made. */
  get(): Part {
    if (this.#part === undefined) throw new TypeError(`${this.#name} are not there yet`);
    return this.#part.value;
  }
}
