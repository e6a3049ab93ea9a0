import type { FilterDeclaration } from './filter-declaration.ts';

/** The configuration of one filter, with defaults for absent properties. */
export class FilterConfig {
  readonly #values: ReadonlyMap<string, string>;

  constructor({ properties }: FilterDeclaration, config: Readonly<Record<string, string>>) {
    const given = new Map(Object.entries(config));
    this.#values = new Map(
      properties.map((property) => [property.name, given.get(property.name) ?? property.default ?? '']),
    );
  }

  /** Returns the value of a property; empty if the property is not configured and has no default. */
  text(name: string): string {
    return this.#values.get(name) ?? '';
  }

  flag(name: string): boolean {
    return this.text(name).trim().toLowerCase() === 'true';
  }
}
