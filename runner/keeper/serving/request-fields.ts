import { LinkRefusal } from '../../link/link-refusal.ts';

/** Reads fields of a request, refusing it (`unreadable`) where one is not what it has to be. */
export class RequestFields {
  readonly #fields: object;

  constructor(value: unknown, what: string) {
    if (typeof value !== 'object' || value === null) throw unreadable(what);
    this.#fields = value;
  }

  get(name: string): unknown {
    return (this.#fields as Record<string, unknown>)[name];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  fieldsOf(name: string): RequestFields {
    return new RequestFields(this.get(name), name);
  }

  text(name: string): string {
    const value = this.get(name);
    if (typeof value !== 'string') throw unreadable(name);
    return value;
  }

  flag(name: string): boolean {
    const value = this.get(name);
    if (typeof value !== 'boolean') throw unreadable(name);
    return value;
  }

  /** A whole number from `least` on. */
  count(name: string, least = 0): number {
    const value = this.get(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) throw unreadable(name);
    return value;
  }

  texts(name: string): readonly string[] {
    const value = this.get(name);
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) throw unreadable(name);
    return value;
  }

  /** A list of objects. */
  listOf(name: string): readonly RequestFields[] {
    const value = this.get(name);
    if (!Array.isArray(value)) throw unreadable(name);
    return value.map((entry) => new RequestFields(entry, name));
  }

  /** One of these texts. */
  oneOf<Value extends string>(name: string, values: readonly Value[]): Value {
    const text = this.text(name);
    const found = values.find((value) => value === text);
    if (found === undefined) throw unreadable(name);
    return found;
  }

  /** An object whose values are texts. */
  textsByName(name: string): Readonly<Record<string, string>> {
    const fields = this.fieldsOf(name).#fields;
    if (!Object.values(fields).every((entry) => typeof entry === 'string')) throw unreadable(name);
    return fields as Readonly<Record<string, string>>;
  }
}

function unreadable(what: string): LinkRefusal {
  return new LinkRefusal('unreadable', `The request's ${what} is missing, or not what it has to be.`);
}
