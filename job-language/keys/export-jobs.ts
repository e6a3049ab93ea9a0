import { Document, Scalar, visit } from 'yaml';
import type { Job } from '../format/job.ts';
import { sortedKeys } from '../format/sorted-keys.ts';
import { knownKey } from './known-keys.ts';

/** Formats jobs as a list: keys sorted, Unix line ends, both `uuid` and `id`, unknown keys included. */
export function writeJobs(jobs: readonly Job[], format: 'yaml' | 'json' = 'yaml'): string {
  const documents = jobs.map((job) => sortedKeys(exportedJob(job)));
  if (format === 'json') return `${JSON.stringify(documents, null, 2)}\n`;
  const document = new Document(documents, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, { Scalar: (_, scalar) => quoteUnfitBlocks(scalar) });
  return document.toString({ lineWidth: 0, singleQuote: true });
}

/** Quotes texts that a YAML block cannot represent: those with a blank first line or with carriage returns. */
function quoteUnfitBlocks(scalar: Scalar): void {
  const { value } = scalar;
  if (typeof value === 'string' && /^[ \t]+\n|^\s+$|\r/.test(value)) scalar.type = Scalar.QUOTE_DOUBLE;
}

function exportedJob(job: Job): Record<string, unknown> {
  const { options, ...rest } = job;
  return {
    ...rest,
    ...(job.uuid === undefined ? {} : { id: job.uuid }),
    ...(options.length === 0 ? {} : { options: options.map(exportedOption) }),
  };
}

/** Omits redundant defaults, like Rundeck's export of options. */
function exportedOption(option: Job['options'][number]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(option).filter(
      ([key, value]) =>
        !(value === false && knownKey('option', key) !== undefined) &&
        !(key === 'values' && option.values.length === 0),
    ),
  );
}
