import type { OperationFile } from '../../../protocol/runner/claims.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';

/** A file that was given for an option, as it stands on this host. */
export interface PresentFile extends Pick<OperationFile, 'option' | 'id' | 'fileName' | 'sha256'> {
  readonly path: string;
}

/**
 * The values of a step with its files: `option.NAME` is the path, and so is `file.NAME`, beside `file.NAME.fileName` and
 * `file.NAME.sha`. An option of a referenced job that was given the same file is one of them too.
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
