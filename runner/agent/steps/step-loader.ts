import { expandText } from '../../../job-language/expansion/expand-text.ts';
import { operationLookup } from '../../../job-language/expansion/value-lookup.ts';
import type { OperationId } from '../../../protocol/ids.ts';
import type { GrantedOperation } from '../../../protocol/runner/claims.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import type { RunnerKeys } from '../../keys/runner-keys.ts';
import type { FileDownloads } from './file-downloads.ts';
import { type PresentFile, withFiles } from './file-values.ts';
import { pluginKeyPaths, runnerKeyPaths } from './runner-key-paths.ts';
import { type FetchBytes, loadScript } from './script-source.ts';
import type { StepFiles } from './step-files.ts';

export interface StepLoaderOptions {
  readonly files: StepFiles;
  readonly downloads: Pick<FileDownloads, 'fetch'>;
  readonly fetch: FetchBytes;
  readonly keys: Pick<RunnerKeys, 'readAll'>;
}

/** The loaded parts of a step. */
export interface LoadedStep {
  /** Values of the step. Values of file options are paths. */
  readonly values: OperationValues;
  /** Text of a script that was read from a file or fetched. */
  readonly sourceText?: string;
  /** Key values of the plugin properties that refer to a key of the runner, by property. */
  readonly pluginKeys?: Readonly<Record<string, string>>;
}

/** Returns whether the step needs parts that must be read or fetched before it starts. */
export function needsLoading({
  template,
  files,
  values,
}: Pick<GrantedOperation, 'template' | 'files' | 'values'>): boolean {
  if (files.length > 0 || runnerKeyPaths(values) !== undefined) return true;
  if (pluginKeyPaths(template) !== undefined) return true;
  return template.kind === 'script-file' || template.kind === 'script-url';
}

/** Loads what a granted step needs: files of options, keys of the runner, the text of a script. */
export class StepLoader {
  readonly #options: StepLoaderOptions;

  constructor(options: StepLoaderOptions) {
    this.#options = options;
  }

  /** Rejects with an error that a person can read, or as soon as the signal aborts. */
  async load(
    operationId: OperationId,
    granted: GrantedOperation,
    secure: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<LoadedStep> {
    const { template, fetchAllowed } = granted;
    const values = withFiles(granted.values, await this.#fetchFiles(operationId, granted, signal));
    const keyPaths = pluginKeyPaths(template);
    if (keyPaths !== undefined) {
      const plain = operationLookup(values);
      const paths = Object.entries(keyPaths).map(([name, text]) => [name, expandText(text, plain)] as const);
      return { values, pluginKeys: await this.#options.keys.readAll(Object.fromEntries(paths), signal) };
    }
    if (template.kind !== 'script-file' && template.kind !== 'script-url') return { values };
    const { fetch } = this.#options;
    return {
      values,
      sourceText: await loadScript(template, { values, secure, fetch, fetchAllowed, signal }),
    };
  }

  async #fetchFiles(
    operationId: OperationId,
    { files }: GrantedOperation,
    signal: AbortSignal,
  ): Promise<PresentFile[]> {
    const present: PresentFile[] = [];
    // Downloads one file at a time: a step has few files, and they share the link to the coordinator.
    for (const [number, file] of files.entries()) {
      const path = await this.#options.files.place(operationId, number, file.fileName);
      await this.#options.downloads.fetch(operationId, file, path, signal);
      present.push({ ...file, path });
    }
    return present;
  }
}
