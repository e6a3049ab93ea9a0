import { shellFamilyOf } from '../../../job-language/expansion/shell-family.ts';
import { FIRST_TERMINAL } from '../../link/command.ts';
import type { RemoteCopies, RemoteStep } from '../../link/remote-step.ts';
import { outputTreatment, secretsOf } from '../steps/output-treatment.ts';
import type { StepCommand } from '../steps/step-command.ts';
import { operationVariables } from '../steps/step-environment.ts';
import { copiedFiles } from './copied-files.ts';
import type { ExternalCommand } from './external-command.ts';
import { hostProgram } from './host-command.ts';
import type { FileCopier, NodeStep } from './node-executor.ts';
import type { ScriptRun } from './remote-script.ts';
import { type SshAccess, type SshAccessParts, sshAccess } from './ssh-access.ts';

/** Copies files over SSH: by SFTP, or by SCP if the server has no SFTP. */
export class SshCopier implements FileCopier {
  readonly #parts: SshAccessParts;

  constructor(parts: SshAccessParts) {
    this.#parts = parts;
  }

  async copy(step: NodeStep): Promise<StepCommand> {
    const copies: RemoteCopies = await copiedFiles(step);
    const access = await sshAccess(step, this.#parts);
    return remoteCommand(step, access, { command: '', copies }, {});
  }
}

/** A program of this host that executes a step, while the step's script is on the node. */
export interface ProgramBesideScript {
  readonly placed: ScriptRun;
  readonly program: ExternalCommand;
  /** Variables of the job. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Resolves to the keeper's command for a step whose script is copied over SSH but executed by a program of this host.
 */
export async function programBesideScript(
  step: NodeStep,
  parts: SshAccessParts,
  { placed: { script }, program, environment }: ProgramBesideScript,
): Promise<StepCommand> {
  const access = await sshAccess(step, parts);
  const { pty } = step.granted.template;
  const run = {
    command: '',
    program: hostProgram(step, program, environment),
    // The program itself flushes the script to the node's disk.
    ...(script && { script: { ...script, syncs: false } }),
    ...(pty && { terminal: { size: FIRST_TERMINAL, isShown: true } }),
  };
  return remoteCommand(step, access, run, {});
}

/** The fields of a remote step that differ from step to step. */
type RemoteWork = Pick<RemoteStep, 'command'> & Partial<Omit<RemoteStep, 'node' | 'target' | 'windows'>>;

/** Returns the keeper's command for a step on a node over SSH. */
export function remoteCommand(
  { operationId, granted, node, secure, executor }: NodeStep,
  { target, secrets }: SshAccess,
  work: RemoteWork,
  environment: Readonly<Record<string, string>>,
): StepCommand {
  const { executionId } = granted;
  const windows = shellFamilyOf(node.attributes) !== 'unix';
  const remote: RemoteStep = {
    node: node.name,
    target,
    windows,
    prompts: [],
    timeoutMilliseconds: 0,
    ...work,
  };
  const env = { ...environment, ...operationVariables({ ...executor, executionId, operationId }) };
  const treatment = outputTreatment(granted, [
    ...secretsOf(secure),
    ...secrets.found,
    ...executor.secretVariables,
  ]);
  return { kind: 'command', command: { argv: [], env, ...treatment, remote } };
}
