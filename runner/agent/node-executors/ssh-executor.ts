import type { ExpandedScript } from '../../../job-language/expansion/expand-operation.ts';
import type { ShellFamily } from '../../../job-language/expansion/shell-family.ts';
import { FIRST_TERMINAL } from '../../link/command.ts';
import type { HostCopier, RemoteStep } from '../../link/remote-step.ts';
import type { NodeEndpoint } from '../../ssh/endpoint/node-endpoint.ts';
import { readScriptSettings } from '../../ssh/endpoint/script-settings.ts';
import { sudoAnswersFor } from '../../ssh/exec/sudo-answers-for.ts';
import type { StepCommand } from '../steps/step-command.ts';
import { userName } from '../steps/step-environment.ts';
import { expandForNode } from './expand-for-node.ts';
import { fileCopierOf } from './file-copier.ts';
import { hostProgram } from './host-command.ts';
import type { NodeExecutor, NodeStep } from './node-executor.ts';
import { copiedContent, type ScriptRun, scriptInFile, scriptInInput } from './remote-script.ts';
import { copiedPath, copyCommand, nameOf } from './script-copy.ts';
import { nodeScriptPath } from './script-path.ts';
import { endpointOf, type SshAccessParts, sshAccess } from './ssh-access.ts';
import { remoteCommand } from './ssh-copier.ts';

/**
 * Executes steps on nodes over SSH. The keeper holds the connection and receives a complete description of the step.
 */
export class SshExecutor implements NodeExecutor {
  readonly #parts: SshAccessParts;

  constructor(parts: SshAccessParts) {
    this.#parts = parts;
  }

  async command(step: NodeStep): Promise<StepCommand> {
    const endpoint = endpointOf(step);
    const { family, expanded } = expandForNode(step);
    if (expanded.kind === 'refused') return expanded;
    const run =
      expanded.kind === 'exec'
        ? { command: expanded.command }
        : await scriptRun(step, endpoint, expanded, family);
    const access = await sshAccess(step, this.#parts, endpoint);
    const prompts = await sudoAnswersFor(endpoint, run.command, access.secrets.resolve);
    const work = {
      ...run,
      ...terminal(step.granted.template.pty, endpoint.wantsTerminal || prompts.length > 0),
      prompts,
      ...(step.node.isFollowed && endpoint.allowsHelper && { isFollowed: true }),
      timeoutMilliseconds: endpoint.commandMilliseconds,
    };
    return remoteCommand(step, access, work, endpoint.sendsEnvironment ? expanded.environment : {});
  }
}

async function scriptRun(
  step: NodeStep,
  endpoint: NodeEndpoint,
  script: ExpandedScript,
  family: ShellFamily,
): Promise<ScriptRun> {
  const { granted, node } = step;
  const settings = readScriptSettings(node.name, node.attributes);
  if (settings.isPiped && !endpoint.wantsTerminal && !granted.template.pty && family === 'unix')
    return scriptInInput(script);
  const copier = fileCopierOf(node, 'script');
  const usual = nodeScriptPath(step, script, { ...endpoint, ...settings });
  if (copier === 'ssh') return scriptInFile(script, usual, settings, family);
  if (copier === 'local') return inSharedFiles(scriptInFile(script, usual, settings, family), endpoint);
  const file = await step.placeFile(nameOf(usual), copiedContent(script, settings, family));
  const path = copiedPath(step, file) ?? usual;
  const command = copyCommand(step, { file, destination: path });
  const program = hostProgram(step, command, script.environment);
  return copiedBy({ kind: 'program', program }, scriptInFile(script, path, settings, family));
}

/**
 * Marks the script for copying through shared files. The runner's user writes the file, so a different user on the node
 * needs permission to read it.
 */
function inSharedFiles(run: ScriptRun, { username }: NodeEndpoint): ScriptRun {
  const { script } = copiedBy({ kind: 'shared-files' }, run);
  if (script === undefined || username === userName()) return { ...run, ...(script && { script }) };
  return { ...run, script: { ...script, mode: script.mode | 0o055 } };
}

function copiedBy(copier: HostCopier, run: ScriptRun): ScriptRun {
  return run.script === undefined ? run : { ...run, script: { ...run.script, copier } };
}

function terminal(isShown: boolean, isNeeded: boolean): Pick<RemoteStep, 'terminal'> {
  if (!isShown && !isNeeded) return {};
  return { terminal: { size: FIRST_TERMINAL, isShown } };
}
