import { type ExpandedScript, expandOperation } from '../../../protocol/expansion/expand-operation.ts';
import { expandText } from '../../../protocol/expansion/expand-text.ts';
import { quoteForShell } from '../../../protocol/expansion/quote.ts';
import { operationLookup, type ValueLookup } from '../../../protocol/expansion/value-lookup.ts';
import { copierProblem } from '../../../protocol/nodes/file-copiers.ts';
import { readScriptSettings } from '../../ssh/endpoint/script-settings.ts';
import type { StepCommand } from '../step-command.ts';
import {
  type CommandAttributes,
  commandAttributes,
  type ExternalCommand,
  externalCommand,
  withFurther,
} from './external-command.ts';
import { hostCommand } from './host-command.ts';
import type { NodeExecutor, NodeStep } from './node-executor.ts';
import { scriptInFile } from './remote-script.ts';
import { nodeScriptPath } from './script-path.ts';
import { scriptSequence } from './script-sequence.ts';

/** What a node lacks for its executor. */
class NotConfigured extends Error {}

/** Executes steps by a command of the runner's host, which the attribute `script-exec` of the node holds. */
export class ScriptExecExecutor implements NodeExecutor {
  async command(step: NodeStep): Promise<StepCommand> {
    const { granted, loaded, secure } = step;
    const expanded = expandOperation(granted.template, loaded.values, secure.options, loaded.sourceText);
    if (expanded.kind === 'refused') return expanded;
    const { environment } = expanded;
    try {
      const lookup = operationLookup(loaded.values, secure.options);
      if (expanded.kind === 'exec') {
        const { argv, folder } = execute(step, expanded.command, lookup);
        return hostCommand(step, { argv, environment, ...(folder !== undefined && { cwd: folder }) });
      }
      return hostCommand(step, { argv: await sequence(step, expanded, lookup), environment });
    } catch (error) {
      if (!(error instanceof NotConfigured)) throw error;
      return { kind: 'refused', reason: 'ConfigurationFailure', problem: error.message };
    }
  }
}

async function sequence(step: NodeStep, script: ExpandedScript, lookup: ValueLookup): Promise<string[]> {
  const { node } = step;
  const problem = copierProblem('script-exec', node.copier);
  if (problem !== undefined)
    throw new NotConfigured(`Node ${node.name} has no way to get a script: ${problem}.`);
  const windows = /windows/i.test(node.attributes['osFamily'] ?? '');
  const settings = readScriptSettings(node.name, node.attributes);
  const usual = nodeScriptPath(step, script, { windows, folder: settings.folder });
  const text = windows ? script.text.replaceAll('\n', '\r\n') : script.text;
  const file = await step.placeFile(usual.replace(/^.*[\\/]/, ''), text);
  const values = { file, filename: file.replace(/^.*\//, '') };
  const destination =
    remotePath(step, withFurther(lookup, { 'file-copy': values }), values.filename) ?? usual;
  const { command } = scriptInFile(script, destination, settings);
  const path = windows ? `"${destination}"` : quoteForShell(destination);
  const inTurn = (line: string) => execute(step, line, lookup);
  return scriptSequence({
    node: node.name,
    copy: expandedFor(
      attributesOf(step, 'script-copy'),
      withFurther(lookup, {
        'file-copy': { ...values, destfilename: destination.replace(/^.*[\\/]/, ''), destination },
      }),
      `script-copy of node ${node.name}`,
    ),
    ...(windows ? {} : { makeExecutable: inTurn(`chmod +x ${path}${settings.syncs ? ' && sync' : ''}`) }),
    run: inTurn(command),
    ...(settings.isRemoved ? { remove: inTurn(windows ? `del ${path}` : `rm -f ${path}`) } : {}),
  });
}

/** Where a node says that copied scripts stand; a folder, unless it names the file. */
function remotePath({ node }: NodeStep, lookup: ValueLookup, fileName: string): string | undefined {
  const template = node.attributes['script-copy-remote-filepath'];
  if (template === undefined || template.trim() === '') return undefined;
  const path = expandText(template.trim(), lookup);
  if (/\$\{file-copy\.(?:filename|file)\}/.test(template)) return path;
  return `${path.replace(/\/$/, '')}/${fileName}`;
}

function execute(step: NodeStep, command: string, lookup: ValueLookup): ExternalCommand {
  const attributes = attributesOf(step, 'script-exec');
  const exec = { command, ...(attributes.folder !== undefined && { dir: attributes.folder }) };
  return expandedFor(attributes, withFurther(lookup, { exec }), `script-exec of node ${step.node.name}`);
}

function attributesOf({ node }: NodeStep, name: 'script-exec' | 'script-copy'): CommandAttributes {
  const found = commandAttributes(node.attributes, name);
  if (found) return found;
  throw new NotConfigured(
    `Node ${node.name} has no attribute ${name}, and its project no plugin.${name}.default.command.`,
  );
}

function expandedFor(attributes: CommandAttributes, lookup: ValueLookup, whose: string): ExternalCommand {
  const command = externalCommand(attributes, lookup);
  if ('refused' in command)
    throw new NotConfigured(`The attribute ${whose} cannot be used: ${command.refused}`);
  if (command.argv.length === 0) throw new NotConfigured(`The attribute ${whose} is blank.`);
  return command;
}
