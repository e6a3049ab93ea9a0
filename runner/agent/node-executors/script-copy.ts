import { expandText } from '../../../job-language/expansion/expand-text.ts';
import { operationLookup, type ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import { quoteForShell } from '../../../support/text/shell-quote.ts';
import type { StepCommand } from '../steps/step-command.ts';
import { copiedFiles } from './copied-files.ts';
import { type ExternalCommand, withExtraValues } from './external-command.ts';
import { hostCommand } from './host-command.ts';
import { nodeCommand } from './node-command.ts';
import type { FileCopier, NodeStep } from './node-executor.ts';
import { subshell } from './script-sequence.ts';

/** A file that a copier's command copies. */
interface CopiedFile {
  /** Path on the runner's host. */
  readonly file: string;
  readonly destination: string;
}

/** Copies files with a command of the runner's host: the attribute `script-copy` of the node. */
export class ScriptCopier implements FileCopier {
  /** Builds one program that copies the files one after the other, and stops at the first failure. */
  async copy(step: NodeStep): Promise<StepCommand> {
    const { files, echo } = await copiedFiles(step);
    const lines = files.map(({ from, to }) => {
      const report = echo ? ` && echo ${quoteForShell(`Copied: ${from} -> ${to}`)}` : '';
      return `${subshell(copyCommand(step, { file: from, destination: to }))}${report} || exit`;
    });
    if (files.length === 0 && echo) lines.push("echo 'No matching files'");
    const program = await step.placeFile(`copy-to-${step.node.name}.sh`, `${lines.join('\n')}\n`);
    return hostCommand(step, { argv: ['/bin/sh', program], environment: {} });
  }
}

/** Returns the command that copies a file. Throws an SshFailure if the node has no usable copy command. */
export function copyCommand(step: NodeStep, { file, destination }: CopiedFile): ExternalCommand {
  const values = { file, filename: nameOf(file), destination, destfilename: nameOf(destination) };
  return nodeCommand(step, 'script-copy', (folder) =>
    withExtraValues(lookupOf(step), {
      'file-copy': { ...values, ...(folder !== undefined && { dir: folder }) },
    }),
  );
}

/**
 * Returns the path on the node to which `script-copy` copies a script; undefined if the node configures none. The
 * attribute `script-copy-remote-filepath` is a folder, unless it contains the file name.
 */
export function copiedPath(step: NodeStep, file: string): string | undefined {
  const template = step.node.attributes['script-copy-remote-filepath'];
  if (template === undefined || template.trim() === '') return undefined;
  const filename = nameOf(file);
  const path = expandText(
    template.trim(),
    withExtraValues(lookupOf(step), { 'file-copy': { file, filename } }),
  );
  if (/\$\{file-copy\.(?:filename|file)\}/.test(template)) return path;
  return `${path.replace(/\/$/, '')}/${filename}`;
}

export function nameOf(path: string): string {
  return path.replace(/^.*[\\/]/, '');
}

function lookupOf({ loaded, secure }: NodeStep): ValueLookup {
  return operationLookup(loaded.values, secure.options);
}
