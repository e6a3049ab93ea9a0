import type { SourceFormat } from '../../job-language/source/read-source.ts';

/** The format of a job file, by the ending of its name; YAML where it has no other. */
export function jobFormat(file: string): SourceFormat {
  if (/\.json$/i.test(file)) return 'json';
  return /\.xml$/i.test(file) ? 'xml' : 'yaml';
}
