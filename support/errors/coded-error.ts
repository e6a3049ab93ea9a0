import type { CatalogueEntry } from './catalogue-entry.ts';

export type ErrorParameters = Readonly<Record<string, string | number>>;

export interface CodedErrorOptions extends ErrorOptions {
  /** See {@link CodedError.answer}. */
  readonly answer?: object;
}

const BRAND = Symbol.for('outrunner.error');

/**
 * An error with a code that callers can test for, made from an entry of an error table. `message` and `remedy` are the
 * templates of the entry, filled from the parameters.
 *
 * Bundles contain copies of this class: use {@link isCodedError} instead of `instanceof`.
 */
export class CodedError<Code extends string> extends Error {
  readonly code: Code;
  readonly parameters: ErrorParameters;
  readonly remedy: string;
  readonly status: number;
  /** Further fields of the body of an answer with this error, as JSON. Absent if there are none. */
  readonly answer?: object;
  readonly [BRAND] = true;

  constructor(
    code: Code,
    entry: CatalogueEntry,
    parameters: ErrorParameters,
    options: CodedErrorOptions = {},
  ) {
    super(fill(entry.message, parameters), options);
    this.name = 'OutrunnerError';
    this.code = code;
    this.parameters = parameters;
    this.remedy = fill(entry.remedy, parameters);
    this.status = entry.status;
    if (options.answer !== undefined) this.answer = options.answer;
  }
}

export function isCodedError(error: unknown): error is CodedError<string> {
  return typeof error === 'object' && error !== null && BRAND in error;
}

function fill(template: string, parameters: ErrorParameters): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? '')).trim();
}
