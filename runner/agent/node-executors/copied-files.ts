import { expandConfiguration } from '../../../job-language/expansion/expand-configuration.ts';
import { operationLookup } from '../../../job-language/expansion/value-lookup.ts';
import { COPY_FILE, findPlugin } from '../../../job-language/plugins/built-in-plugins.ts';
import { readConfiguration } from '../../../job-language/plugins/step-plugin.ts';
import type { OperationTemplate } from '../../../protocol/runner/operation-template.ts';
import { type FileToCopy, filesToCopy } from '../../plugins/files-to-copy.ts';
import type { NodeStep } from './node-executor.ts';

/** Maximum number of files that a step copies to a node. The list of files is held in memory and sent to the keeper. */
const MOST_FILES = 10_000;

export interface CopiedFiles {
  readonly files: readonly FileToCopy[];
  readonly echo: boolean;
}

/** Returns whether a step copies files with the file copier of its node. */
export function copiesFiles(template: OperationTemplate): boolean {
  return template.kind === 'plugin' && findPlugin(template.provider) === COPY_FILE;
}

/** Resolves to the files that a step of the plugin `copyfile` copies. Rejects with an error that a person can read. */
export async function copiedFiles({ granted, loaded, secure }: NodeStep): Promise<CopiedFiles> {
  const { template } = granted;
  if (template.kind !== 'plugin') throw new TypeError('not a plugin step');
  const read = readConfiguration(
    COPY_FILE,
    expandConfiguration(template.configuration, operationLookup(loaded.values, secure.options)),
  );
  if (read.kind === 'refused') throw new Error(read.problem);
  const files: FileToCopy[] = [];
  // The runner cannot inspect the destination on the node: only a trailing slash marks a folder.
  for await (const file of filesToCopy(read.configuration, async () => false)) {
    files.push(file);
    if (files.length > MOST_FILES)
      throw new Error(`The step copies more than ${MOST_FILES} files: copy an archive of them.`);
  }
  return { files, echo: read.configuration.echo };
}
