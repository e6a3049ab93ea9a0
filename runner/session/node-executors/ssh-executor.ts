import type { ExpandedScript, RefusedExpansion } from '../../../protocol/expansion/expand-operation.ts';
import { type ShellFamily, shellFamilyOf } from '../../../protocol/expansion/shell-family.ts';
import { copierProblem } from '../../../protocol/nodes/file-copiers.ts';
import type { RunnerKeys } from '../../keys/runner-keys.ts';
import type { RemoteStep } from '../../link/remote-step.ts';
import { resolveCredentials } from '../../ssh/credentials/resolve-credentials.ts';
import { type NodeEndpoint, readNodeEndpoint } from '../../ssh/endpoint/node-endpoint.ts';
import { readScriptSettings } from '../../ssh/endpoint/script-settings.ts';
import { sudoAnswersFor } from '../../ssh/exec/sudo-answers-for.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import { FIRST_TERMINAL } from '../claim-queue.ts';
import { outputTreatment, secretsOf } from '../output-treatment.ts';
import type { StepCommand } from '../step-command.ts';
import { operationVariables } from '../step-environment.ts';
import { copiedFiles, copiesFiles } from './copied-files.ts';
import { expandForNode } from './expand-for-node.ts';
import type { NodeExecutor, NodeStep } from './node-executor.ts';
import { NodeSecretResolver } from './node-secret-resolver.ts';
import { type ScriptRun, scriptInFile, scriptInInput } from './remote-script.ts';
import { nodeScriptPath } from './script-path.ts';

export interface SshExecutorParts {
  /** The `known_hosts` file of the replica. */
  readonly knownHosts: string;
  /** Socket of the SSH agent of the runner's user, if there is one. */
  readonly agent: string | undefined;
  readonly runnerKeys: Pick<RunnerKeys, 'read'>;
}

/** Executes steps on nodes over SSH: the keeper holds the connection, and is told all that is to be done on it. */
export class SshExecutor implements NodeExecutor {
  private readonly parts: SshExecutorParts;

  constructor(parts: SshExecutorParts) {
    this.parts = parts;
  }

  async command(step: NodeStep): Promise<StepCommand> {
    const { granted, node, secure, executor, operationId } = step;
    const endpoint = readNodeEndpoint({ name: node.name, tags: [], attributes: withPassphrase(step) });
    const { executionId, template } = granted;
    const work = copiesFiles(template) ? await copying(step) : running(step, endpoint);
    if (work.kind === 'refused') return work;
    const { run } = work;
    const secrets = new NodeSecretResolver(step, this.parts.runnerKeys);
    const credentials = await resolveCredentials(endpoint, secrets.resolve, this.parts.agent);
    const prompts = await sudoAnswersFor(endpoint, run.command, secrets.resolve);
    const remote: RemoteStep = {
      node: node.name,
      target: this.target(endpoint, credentials),
      ...run,
      ...terminal(template.pty, endpoint.wantsTerminal || prompts.length > 0),
      prompts,
      windows: shellFamilyOf(node.attributes) !== 'unix',
      ...(node.isFollowed && endpoint.allowsHelper && { isFollowed: true }),
      timeoutMilliseconds: endpoint.commandMilliseconds,
    };
    const place = { ...executor, executionId, operationId };
    const ofJob = endpoint.sendsEnvironment ? work.environment : {};
    const env = { ...ofJob, ...operationVariables(place) };
    const treatment = outputTreatment(granted, [
      ...secretsOf(secure),
      ...secrets.found,
      ...executor.secretVariables,
    ]);
    return {
      kind: 'command',
      command: { argv: [], env, ...treatment, remote },
    };
  }

  private target(
    endpoint: NodeEndpoint,
    credentials: Awaited<ReturnType<typeof resolveCredentials>>,
  ): RemoteStep['target'] {
    const { host, port, jumps, connectMilliseconds, keepaliveMilliseconds, hostKeyMode: mode } = endpoint;
    const hostKeys = { path: this.parts.knownHosts, mode };
    return { host, port, jumps, connectMilliseconds, keepaliveMilliseconds, hostKeys, ...credentials };
  }
}

/** What is done on the node. */
interface Work {
  readonly kind: 'work';
  readonly run: ScriptRun & Pick<RemoteStep, 'copies'>;
  readonly environment: Readonly<Record<string, string>>;
}

function running(step: NodeStep, endpoint: NodeEndpoint): Work | RefusedExpansion {
  const { family, expanded } = expandForNode(step);
  if (expanded.kind === 'refused') return expanded;
  const run =
    expanded.kind === 'exec' ? { command: expanded.command } : scriptRun(step, endpoint, expanded, family);
  return { kind: 'work', run, environment: expanded.environment };
}

async function copying(step: NodeStep): Promise<Work> {
  refuseOtherCopiers(step);
  return { kind: 'work', run: { command: '', copies: await copiedFiles(step) }, environment: {} };
}

function refuseOtherCopiers({ node: { name, copier } }: NodeStep): void {
  const problem = copierProblem('ssh', copier);
  if (problem !== undefined)
    throw new SshFailure('ConfigurationFailure', `Node ${name} cannot get a file: ${problem}.`, '');
}

function scriptRun(
  step: NodeStep,
  endpoint: NodeEndpoint,
  script: ExpandedScript,
  family: ShellFamily,
): ScriptRun {
  const { granted, node } = step;
  const settings = readScriptSettings(node.name, node.attributes);
  if (settings.isPiped && !endpoint.wantsTerminal && !granted.template.pty && family === 'unix')
    return scriptInInput(script);
  refuseOtherCopiers(step);
  return scriptInFile(script, nodeScriptPath(step, script, { ...endpoint, ...settings }), settings, family);
}

function terminal(isShown: boolean, isNeeded: boolean): Pick<RemoteStep, 'terminal'> {
  if (!isShown && !isNeeded) return {};
  return { terminal: { size: FIRST_TERMINAL, isShown } };
}

/** As the reference system has it, an option of this name is the passphrase where the node names none. */
const PASSPHRASE_OPTION = 'sshKeyPassphrase';

function withPassphrase({ node: { attributes }, secure }: NodeStep): NodeStep['node']['attributes'] {
  const options = secure.node?.options ?? {};
  if (!Object.hasOwn(options, PASSPHRASE_OPTION)) return attributes;
  return { 'ssh-key-passphrase-option': PASSPHRASE_OPTION, ...attributes };
}
