import { type ExpandedScript, expandOperation } from '../../../protocol/expansion/expand-operation.ts';
import { quoteForShell } from '../../../protocol/expansion/quote.ts';
import { scriptCommandLine } from '../../../protocol/expansion/script-command-line.ts';
import type { StepCommand } from '../step-command.ts';
import { hostCommand } from './host-command.ts';
import type { NodeExecutor, NodeStep } from './node-executor.ts';
import { nodeScriptPath } from './script-path.ts';

/** Prints each line, to standard output or error, and ends with the code. */
const PRINT =
  'code=$1; shift; if [ "$code" = 0 ]; then printf "%s\\n" "$@"; else printf "%s\\n" "$@" >&2; fi; exit "$code"';

/**
 * Says what would be done on a node, and does nothing. `stub-exec-success: false` of the node, or another
 * `stub-result-code` than 0, lets it fail.
 */
export class StubExecutor implements NodeExecutor {
  async command(step: NodeStep): Promise<StepCommand> {
    const { granted, node, loaded, secure } = step;
    const expanded = expandOperation(granted.template, loaded.values, secure.options, loaded.sourceText);
    if (expanded.kind === 'refused') return expanded;
    const code = resultCode(node.attributes);
    const verb = code === 0 ? 'execute' : 'fail';
    const lines =
      expanded.kind === 'exec'
        ? [`[stub] ${verb} on node ${node.name}: ${expanded.command}`]
        : scriptLines(step, expanded, verb);
    const argv = ['/bin/sh', '-c', PRINT, 'stub', String(code), ...lines];
    return hostCommand(step, { argv, environment: expanded.environment });
  }
}

function scriptLines(step: NodeStep, script: ExpandedScript, verb: string): string[] {
  const { name, attributes } = step.node;
  const windows = /windows/i.test(attributes['osFamily'] ?? '');
  const path = nodeScriptPath(step, script, { windows, folder: attributes['file-copy-destination-dir'] });
  const command = scriptCommandLine(script, path).map(quoteForShell).join(' ');
  return [`[stub] copy script to node ${name}: ${path}`, `[stub] ${verb} on node ${name}: ${command}`];
}

function resultCode(attributes: Readonly<Record<string, string>>): number {
  const given = attributes['stub-result-code']?.trim() ?? '';
  const code = /^\d{1,3}$/.test(given) ? Math.min(Number(given), 255) : 0;
  const isMeantToFail = attributes['stub-exec-success']?.trim().toLowerCase() === 'false';
  return isMeantToFail && code === 0 ? 1 : code;
}
