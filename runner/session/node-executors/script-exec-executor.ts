import type { ExpandedScript } from '../../../protocol/expansion/expand-operation.ts';
import { expandText } from '../../../protocol/expansion/expand-text.ts';
import { quoteForShell } from '../../../protocol/expansion/quote.ts';
import type { ShellFamily } from '../../../protocol/expansion/shell-family.ts';
import { operationLookup, type ValueLookup } from '../../../protocol/expansion/value-lookup.ts';
import { copierProblem } from '../../../protocol/nodes/file-copiers.ts';
import { readScriptSettings } from '../../ssh/endpoint/script-settings.ts';
import type { StepCommand } from '../step-command.ts';
import { copiedFiles, copiesFiles } from './copied-files.ts';
import { expandForNode } from './expand-for-node.ts';
import {
  type CommandAttributes,
  commandAttributes,
  type ExternalCommand,
  externalCommand,
  withFurther,
} from './external-command.ts';
import { hostCommand } from './host-command.ts';
import type { NodeExecutor, NodeStep } from './node-executor.ts';
import { copiedText, scriptInFile } from './remote-script.ts';
import { nodeScriptPath } from './script-path.ts';
import { scriptSequence, subshell } from './script-sequence.ts';

/** What a node lacks for its executor. */
class NotConfigured extends Error {}

/** Executes steps by a command of the runner's host, which the attribute `script-exec` of the node holds. */
export class ScriptExecExecutor implements NodeExecutor {
  async command(step: NodeStep): Promise<StepCommand> {
    try {
      return copiesFiles(step.granted.template) ? await copying(step) : await running(step);
    } catch (error) {
      if (!(error instanceof NotConfigured)) throw error;
      return { kind: 'refused', reason: 'ConfigurationFailure', problem: error.message };
    }
  }
}

async function running(step: NodeStep): Promise<StepCommand> {
  const { loaded, secure } = step;
  const { family, expanded } = expandForNode(step);
  if (expanded.kind === 'refused') return expanded;
  const { environment } = expanded;
  const lookup = operationLookup(loaded.values, secure.options);
  if (expanded.kind === 'script')
    return hostCommand(step, { argv: await sequence(step, expanded, lookup, family), environment });
  const { argv, folder } = execute(step, expanded.command, lookup);
  return hostCommand(step, { argv, environment, ...(folder !== undefined && { cwd: folder }) });
}

/** One program that copies all files in turn, until one cannot be copied. */
async function copying(step: NodeStep): Promise<StepCommand> {
  const { loaded, secure, node } = step;
  refuseOtherCopiers(step);
  const lookup = operationLookup(loaded.values, secure.options);
  const { files, echo } = await copiedFiles(step);
  const lines = files.map(({ from, to }) => {
    const say = echo ? ` && echo ${quoteForShell(`Copied: ${from} -> ${to}`)}` : '';
    return `${subshell(copyCommand(step, lookup, { file: from, destination: to }))}${say} || exit`;
  });
  if (files.length === 0 && echo) lines.push("echo 'No matching files'");
  const program = await step.placeFile(`copy-to-${node.name}.sh`, `${lines.join('\n')}\n`);
  return hostCommand(step, { argv: ['/bin/sh', program], environment: {} });
}

async function sequence(
  step: NodeStep,
  script: ExpandedScript,
  lookup: ValueLookup,
  family: ShellFamily,
): Promise<string[]> {
  const { node } = step;
  const problem = copierProblem('script-exec', node.copier);
  if (problem !== undefined)
    throw new NotConfigured(`Node ${node.name} has no way to get a script: ${problem}.`);
  const windows = family !== 'unix';
  const settings = readScriptSettings(node.name, node.attributes);
  const usual = nodeScriptPath(step, script, { windows, folder: settings.folder });
  const copied = copiedText(script.text, settings, family);
  const text = windows ? copied.replaceAll(/\r?\n/g, '\r\n') : copied;
  const file = await step.placeFile(nameOf(usual), text);
  const values = { file, filename: nameOf(file) };
  const destination =
    remotePath(step, withFurther(lookup, { 'file-copy': values }), values.filename) ?? usual;
  const { command, script: placed } = scriptInFile(script, destination, settings, family);
  const path = quoteForShell(destination);
  const inTurn = (line: string) => execute(step, line, lookup);
  return scriptSequence({
    node: node.name,
    copy: copyCommand(step, lookup, { file, destination }),
    ...(windows ? {} : { makeExecutable: inTurn(`chmod +x ${path}${settings.syncs ? ' && sync' : ''}`) }),
    run: inTurn(command),
    ...(placed?.removal === undefined ? {} : { remove: inTurn(placed.removal) }),
  });
}

function copyCommand(
  step: NodeStep,
  lookup: ValueLookup,
  { file, destination }: { readonly file: string; readonly destination: string },
): ExternalCommand {
  const attributes = attributesOf(step, 'script-copy');
  const values = {
    ...{ file, filename: nameOf(file), destination, destfilename: nameOf(destination) },
    ...(attributes.folder !== undefined && { dir: attributes.folder }),
  };
  const whose = `script-copy of node ${step.node.name}`;
  return expandedFor(attributes, withFurther(lookup, { 'file-copy': values }), whose);
}

function refuseOtherCopiers({ node: { name, copier } }: NodeStep): void {
  const problem = copierProblem('script-exec', copier);
  if (problem !== undefined) throw new NotConfigured(`Node ${name} cannot get a file: ${problem}.`);
}

function nameOf(path: string): string {
  return path.replace(/^.*[\\/]/, '');
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
