import type { OperationFile } from '../../../protocol/runner/claims.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';

/** A file of an option that exists on this host. */
export interface PresentFile extends Pick<OperationFile, 'option' | 'id' | 'fileName' | 'sha256'> {
  readonly path: string;
}

/**
 * Returns the values of a step with its files: `option.NAME` and `file.NAME` are the path; `file.NAME.fileName` and
 * `file.NAME.sha` describe it. If an option of a referenced job has the same file, it gets the same values.
 */
export function withFiles(values: OperationValues, files: readonly PresentFile[]): OperationValues {
  if (files.length === 0) return values;
  const option = { ...values.option };
  const file: Record<string, string> = {};
  for (const [name, value] of Object.entries(values.option)) {
    const given = files.find(({ id }) => id === value);
    if (given === undefined) continue;
    option[name] = given.path;
    file[name] = given.path;
    file[`${name}.fileName`] = given.fileName;
    file[`${name}.sha`] = given.sha256;
  }
  return { ...values, option, groups: { ...values.groups, file } };
}
