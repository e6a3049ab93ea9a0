import type { ExpandedScript } from '../../../job-language/expansion/expand-operation.ts';
import type { ShellFamily } from '../../../job-language/expansion/shell-family.ts';
import { operationLookup } from '../../../job-language/expansion/value-lookup.ts';
import { executorKind } from '../../../job-language/nodes/node-executors.ts';
import { quoteForShell } from '../../../support/text/shell-quote.ts';
import { readScriptSettings } from '../../ssh/endpoint/script-settings.ts';
import type { StepCommand } from '../steps/step-command.ts';
import { expandForNode } from './expand-for-node.ts';
import { type ExternalCommand, withExtraValues } from './external-command.ts';
import { fileCopierOf } from './file-copier.ts';
import { hostCommand } from './host-command.ts';
import { nodeCommand } from './node-command.ts';
import type { NodeExecutor, NodeStep } from './node-executor.ts';
import { copiedContent, scriptInFile } from './remote-script.ts';
import { copiedPath, copyCommand, nameOf } from './script-copy.ts';
import { nodeScriptPath } from './script-path.ts';
import { runInPlace, scriptSequence } from './script-sequence.ts';
import { sharedCopy, sharedRemoval } from './shared-files.ts';
import type { SshAccessParts } from './ssh-access.ts';
import { programBesideScript } from './ssh-copier.ts';

/**
 * Executes steps with a command on the runner's host, which the attribute `script-exec` of the node configures. For
 * nodes with the executor `local`, it runs scripts that another kind of file copier has copied.
 */
export class ScriptExecExecutor implements NodeExecutor {
  readonly #ssh: SshAccessParts;

  /** @param ssh copies files to nodes with an SSH copier */
  constructor(ssh: SshAccessParts) {
    this.#ssh = ssh;
  }

  async command(step: NodeStep): Promise<StepCommand> {
    const { family, expanded } = expandForNode(step);
    if (expanded.kind === 'refused') return expanded;
    if (expanded.kind === 'script') return this.#script(step, expanded, family);
    const { environment } = expanded;
    const { argv, folder } = execute(step, expanded.command);
    return hostCommand(step, { argv, environment, ...(folder !== undefined && { cwd: folder }) });
  }

  async #script(step: NodeStep, script: ExpandedScript, family: ShellFamily): Promise<StepCommand> {
    const { node } = step;
    const copier = fileCopierOf(node, 'script');
    const windows = family !== 'unix';
    const settings = readScriptSettings(node.name, node.attributes);
    const usual = nodeScriptPath(step, script, { windows, folder: settings.folder });
    const { environment } = script;
    const syncs = settings.syncs && !windows;
    if (copier === 'ssh') {
      const placed = scriptInFile(script, usual, settings, family);
      const program = runInPlace(
        execute(step, placed.command),
        node.name,
        syncs ? execute(step, 'sync') : undefined,
      );
      return programBesideScript(step, this.#ssh, { placed, program, environment });
    }
    const file = await step.placeFile(nameOf(usual), copiedContent(script, settings, family));
    const path = (copier === 'script-copy' && copiedPath(step, file)) || usual;
    const placed = scriptInFile(script, path, settings, family);
    const removal = placed.script?.removal;
    const shared = copier === 'local';
    const argv = scriptSequence({
      node: node.name,
      copy: shared ? sharedCopy(file, placed) : copyCommand(step, { file, destination: path }),
      ...preparation(step, path, { windows, syncs, shared }),
      run: execute(step, placed.command),
      ...(removal !== undefined && { remove: shared ? sharedRemoval(path) : execute(step, removal) }),
    });
    return hostCommand(step, { argv, environment });
  }
}

/** Returns the preparation of a copied script. A script that this host wrote already has its permissions. */
function preparation(
  step: NodeStep,
  path: string,
  {
    windows,
    syncs,
    shared,
  }: { readonly windows: boolean; readonly syncs: boolean; readonly shared: boolean },
): { makeExecutable?: ExternalCommand } {
  const acts = [...(shared ? [] : [`chmod +x ${quoteForShell(path)}`]), ...(syncs ? ['sync'] : [])];
  return windows || acts.length === 0 ? {} : { makeExecutable: execute(step, acts.join(' && ')) };
}

function execute(step: NodeStep, command: string): ExternalCommand {
  const { node, loaded, secure } = step;
  if (executorKind(node.executor) === 'local') return { argv: ['/bin/sh', '-c', command] };
  const lookup = operationLookup(loaded.values, secure.options);
  return nodeCommand(step, 'script-exec', (folder) =>
    withExtraValues(lookup, { exec: { command, ...(folder !== undefined && { dir: folder }) } }),
  );
}
