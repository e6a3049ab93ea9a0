import { Document, Scalar, visit } from 'yaml';
import type { Job } from '../format/job.ts';
import { isAmbiguousScalar } from './ambiguous-scalar.ts';
import { exportedJob, withUnixLineEnds } from './exported-job.ts';

/**
 * Formats jobs as a list for an export: keys sorted, Unix line endings in every string, both `uuid` and `id`, unknown
 * keys included. Readers of YAML 1.1 and 1.2 read the same values as readers of the JSON.
 */
export function writeJobs(jobs: readonly Job[], format: 'yaml' | 'json' = 'yaml'): string {
  const documents = jobs.map((job) => withUnixLineEnds(exportedJob(job)));
  return format === 'json' ? `${JSON.stringify(documents, null, 2)}\n` : yamlOf(documents);
}

/** Formats one job as YAML like {@link writeJobs}, but keeps the line endings of its strings. */
export function writeJobText(job: Job): string {
  return yamlOf([exportedJob(job)]);
}

function yamlOf(documents: readonly unknown[]): string {
  const document = new Document(documents, { schema: 'core', aliasDuplicateObjects: false });
  visit(document, { Scalar: (_, scalar) => quoteUnfit(scalar) });
  const text = document.toString({ lineWidth: 0, singleQuote: true });
  return text.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Characters that YAML 1.1 reads as line breaks or refuses, unless they are escaped in a double-quoted string. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Quotes strings that a block scalar cannot represent, and strings that YAML readers resolve differently. */
function quoteUnfit(scalar: Scalar): void {
  const { value } = scalar;
  if (typeof value !== 'string') return;
  if (!fitsBlockText(value)) scalar.type = Scalar.QUOTE_DOUBLE;
  else if (isAmbiguousScalar(value)) scalar.type = Scalar.QUOTE_SINGLE;
}

/**
 * Returns whether a block scalar can represent a string. It cannot represent a blank first line, or carriage returns.
 * Some readers refuse a tab in an unquoted single-line string.
 */
export function fitsBlockText(text: string): boolean {
  return !/^[ \t]+\n|^\s+$|\r|^[^\n]*\t[^\n]*$/.test(text) && text.search(UNPRINTABLE) === -1;
}
