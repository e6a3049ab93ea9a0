import { CATALOGUE, type ErrorCode } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';

export type ErrorParameters = Readonly<Record<string, string | number>>;

const BRAND = Symbol.for('outrunner.error');

/**
 * An error of the catalogue. `message` is its filled template, `remedy` what the reader can do.
 *
 * Bundles carry copies of this class, so tell one by {@link isOutrunnerError}, not by `instanceof`.
 */
export class OutrunnerError extends Error {
  readonly code: ErrorCode;
  readonly parameters: ErrorParameters;
  readonly remedy: string;
  readonly status: number;
  readonly [BRAND] = true;

  constructor(code: ErrorCode, parameters: ErrorParameters = {}, options?: ErrorOptions) {
    const entry: CatalogueEntry = CATALOGUE[code];
    super(fill(entry.message, parameters), options);
    this.name = 'OutrunnerError';
    this.code = code;
    this.parameters = parameters;
    this.remedy = fill(entry.remedy, parameters);
    this.status = entry.status;
  }
}

export function isOutrunnerError(error: unknown): error is OutrunnerError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** The one funnel from anything thrown to an error of the catalogue; what is unknown becomes `internal`. */
export function toOutrunnerError(error: unknown): OutrunnerError {
  if (isOutrunnerError(error)) return error;
  return new OutrunnerError('internal', { problem: problemOf(error) }, { cause: error });
}

/** The message of anything thrown, without a stack and on one line. */
export function problemOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/** Message and remedy as one text for a person. */
export function explain(error: unknown): string {
  const known = toOutrunnerError(error);
  return known.remedy === '' ? known.message : `${known.message} ${known.remedy}`;
}

function fill(template: string, parameters: ErrorParameters): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? '')).trim();
}
