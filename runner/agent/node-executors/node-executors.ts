import type { CopierKind } from '../../../job-language/nodes/file-copiers.ts';
import {
  EXECUTOR_NAMES,
  type ExecutorKind,
  executorKind,
} from '../../../job-language/nodes/node-executors.ts';
import { type StepCommand, stepCommand } from '../steps/step-command.ts';
import { copiesFiles } from './copied-files.ts';
import { fileCopierOf } from './file-copier.ts';
import type { FileCopier, NodeExecutor, NodeStep } from './node-executor.ts';
import { ScriptCopier } from './script-copy.ts';
import { ScriptExecExecutor } from './script-exec-executor.ts';
import type { SshAccessParts } from './ssh-access.ts';
import { SshCopier } from './ssh-copier.ts';
import { SshExecutor } from './ssh-executor.ts';
import { StubExecutor } from './stub-executor.ts';

/** An implementation of each kind of executor and copier that nodes can use. */
export interface ExecutorTable {
  /**
   * `local` runs only scripts that another kind of copier has written. `stepCommand` handles all other steps on this
   * host.
   */
  readonly executors: Readonly<Record<ExecutorKind, NodeExecutor>>;
  readonly copiers: Readonly<Record<Exclude<CopierKind, 'local'>, FileCopier>>;
}

/** Returns the executors and copiers of this runner. Every executor works with every copier. */
export function executorTable(ssh: SshAccessParts): ExecutorTable {
  const stub = new StubExecutor();
  const commands = new ScriptExecExecutor(ssh);
  return {
    executors: { local: commands, ssh: new SshExecutor(ssh), 'script-exec': commands, stub },
    copiers: { ssh: new SshCopier(ssh), 'script-copy': new ScriptCopier(), stub },
  };
}

/** Resolves to the keeper's command for a step on a node, with the executor and file copier of the node. */
export async function nodeStepCommand(
  step: NodeStep,
  { executors, copiers }: ExecutorTable,
): Promise<StepCommand> {
  const { operationId, granted, node, loaded, secure, executor } = step;
  const { template } = granted;
  const kind = executorKind(node.executor);
  const here = () => stepCommand(operationId, granted, loaded, secure, executor);
  const copies = copiesFiles(template);
  // Other plugin steps run on this host and act for the node.
  if (template.kind === 'plugin' && !copies) return here();
  if (kind === undefined)
    return {
      kind: 'refused',
      reason: 'ConfigurationFailure',
      problem: `Node ${node.name} has the node executor "${node.executor}", which this runner does not have; it has ${EXECUTOR_NAMES.join(', ')}.`,
    };
  if (copies) {
    const copier = fileCopierOf(node, 'files');
    return copier === 'local' ? here() : copiers[copier].copy(step);
  }
  if (kind === 'local' && (template.kind === 'exec' || fileCopierOf(node, 'script') === 'local'))
    return here();
  return executors[kind].command(step);
}
