import type { Command } from 'commander';
import { coordinatorCommands } from './coordinator/coordinator-commands.ts';
import { beginProgram, inherit, parseCommandLine } from './parse-command-line.ts';
import { runnerInstall } from './runners/runner-install.ts';
import { runnerStart } from './runners/runner-start.ts';
import type { Host } from './session/client-command.ts';

/** Runs one command line and answers the exit of the process. Nothing is thrown, and no stack is shown. */
export function runCommandLine(args: readonly string[], host: Host): Promise<number> {
  return parseCommandLine(args, host, () => commandLine(args, host));
}

/** The commands as they are declared. Of a service that `args` start, those of the client are left out. */
export async function commandLine(args: readonly string[], host: Host): Promise<Command> {
  const program = beginProgram('Run operations jobs on machines nobody can reach.', host);
  coordinatorCommands(program, host);
  const runner = program.command('runner').description('runners: start one here, or manage them');
  runnerStart(runner, host);
  runnerInstall(runner, host);
  if (!startsService(args)) {
    const { clientCommands } = await import('./client-commands.ts');
    clientCommands(program, runner, host);
  }
  return inherit(program);
}

/** What runs for months does not carry the code of the client along. */
function startsService([first, second]: readonly string[]): boolean {
  return (first === 'coordinator' || first === 'runner') && second === 'start';
}
