import type { ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import { commandAttributes, type ExternalCommand, externalCommand } from './external-command.ts';
import type { NodeStep } from './node-executor.ts';

/**
 * Expands the command in an attribute of a node. The command will run on the runner's host. `lookupIn` receives the
 * command's working folder. Throws an SshFailure if the attribute is missing or unusable.
 */
export function nodeCommand(
  { node }: NodeStep,
  name: 'script-exec' | 'script-copy',
  lookupIn: (folder: string | undefined) => ValueLookup,
): ExternalCommand {
  const written = commandAttributes(node.attributes, name);
  if (!written)
    throw unusable(
      `Node ${node.name} has no attribute ${name}, and its project does not set plugin.${name}.default.command.`,
    );
  const command = externalCommand(written, lookupIn(written.folder));
  const whose = `The attribute ${name} of node ${node.name}`;
  if ('refused' in command) throw unusable(`${whose} cannot be used: ${command.refused}`);
  if (command.argv.length === 0) throw unusable(`${whose} is blank.`);
  return command;
}

function unusable(problem: string): SshFailure {
  return new SshFailure('ConfigurationFailure', problem, '');
}
