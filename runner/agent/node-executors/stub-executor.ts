import type { ExpandedScript } from '../../../job-language/expansion/expand-operation.ts';
import type { ShellFamily } from '../../../job-language/expansion/shell-family.ts';
import { readScriptSettings } from '../../ssh/endpoint/script-settings.ts';
import type { StepCommand } from '../steps/step-command.ts';
import { copiedFiles } from './copied-files.ts';
import { expandForNode } from './expand-for-node.ts';
import { hostCommand } from './host-command.ts';
import type { FileCopier, NodeExecutor, NodeStep } from './node-executor.ts';
import { scriptInFile } from './remote-script.ts';
import { nodeScriptPath } from './script-path.ts';

/** Prints each argument on its own line, to standard output or standard error, and exits with the code. */
const PRINT =
  'code=$1; shift; if [ "$code" = 0 ]; then printf "%s\\n" "$@"; else printf "%s\\n" "$@" >&2; fi; exit "$code"';

/**
 * Prints what would be done on a node, and does none of it. If the node's attribute `stub-exec-success` is not `true`,
 * the step fails with Rundeck's reason code for stubs; `stub-result-code` is the exit code.
 */
export class StubExecutor implements NodeExecutor, FileCopier {
  async command(step: NodeStep): Promise<StepCommand> {
    const { node } = step;
    const { family, expanded } = expandForNode(step);
    if (expanded.kind === 'refused') return expanded;
    if (isMeantToFail(node.attributes))
      return {
        kind: 'refused',
        reason: 'Intentional',
        problem: `Node ${node.name} is a stub that fails, because its attribute stub-exec-success is not "true".`,
      };
    const code = resultCode(node.attributes);
    const verb = code === 0 ? 'execute' : 'fail';
    const lines =
      expanded.kind === 'exec'
        ? [`[stub] ${verb} on node ${node.name}: ${expanded.command}`]
        : scriptLines(step, expanded, verb, family);
    return hostCommand(step, { argv: printing(code, lines), environment: expanded.environment });
  }

  async copy(step: NodeStep): Promise<StepCommand> {
    const { files } = await copiedFiles(step);
    const lines = files.map(({ from, to }) => `[stub] copy ${from} to node ${step.node.name}: ${to}`);
    const script = `cat <<'END OF STUB'\n${lines.join('\n')}\nEND OF STUB\n`;
    // The list may exceed the maximum length of arguments, so a file holds it.
    const argv = ['/bin/sh', await step.placeFile('stub.sh', script)];
    return hostCommand(step, { argv, environment: {} });
  }
}

function printing(code: number, lines: readonly string[]): string[] {
  return ['/bin/sh', '-c', PRINT, 'stub', String(code), ...lines];
}

function scriptLines(step: NodeStep, script: ExpandedScript, verb: string, family: ShellFamily): string[] {
  const { name, attributes } = step.node;
  const settings = readScriptSettings(name, attributes);
  const path = nodeScriptPath(step, script, { windows: family !== 'unix', ...settings });
  const { command } = scriptInFile(script, path, settings, family);
  return [`[stub] copy script to node ${name}: ${path}`, `[stub] ${verb} on node ${name}: ${command}`];
}

function resultCode(attributes: Readonly<Record<string, string>>): number {
  const given = attributes['stub-result-code']?.trim() ?? '';
  return /^\d{1,3}$/.test(given) ? Math.min(Number(given), 255) : 0;
}

function isMeantToFail({ 'stub-exec-success': succeeds }: Readonly<Record<string, string>>): boolean {
  return succeeds !== undefined && succeeds.trim().toLowerCase() !== 'true';
}
