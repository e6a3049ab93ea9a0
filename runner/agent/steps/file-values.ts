import type { OperationFile } from '../../../protocol/runner/claims.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';

/** A file of an option that was downloaded to this host. */
export interface PresentFile extends Pick<OperationFile, 'option' | 'id' | 'fileName' | 'sha256'> {
  readonly path: string;
}

/**
 * Adds the values of files to those of a step: `option.NAME` and `file.NAME` are the path; `file.NAME.fileName` and
 * `file.NAME.sha` describe the file. An option of a referenced job that has the same file gets the same values.
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
