import type { SourceFormat } from '../../job-language/source/read-source.ts';

/** Returns the format of a job file by its extension. The default is YAML. */
export function jobFormat(file: string): SourceFormat {
  if (/\.json$/i.test(file)) return 'json';
  return /\.xml$/i.test(file) ? 'xml' : 'yaml';
}
