import type { Command } from 'commander';
import { coordinatorCommands } from './coordinator/coordinator-commands.ts';
import { beginProgram, inherit, parseCommandLine } from './parse-command-line.ts';
import { runnerInstall } from './runners/runner-install.ts';
import { runnerStart } from './runners/runner-start.ts';
import type { Host } from './session/client-command.ts';

/** Runs a command line and returns the exit code. Prints errors as messages, without stack traces. */
export function runCommandLine(args: readonly string[], host: Host): Promise<number> {
  return parseCommandLine(args, host, () => commandLine(args, host));
}

/** Declares the commands. Omits the client commands if `args` start a service. */
export async function commandLine(args: readonly string[], host: Host): Promise<Command> {
  const program = beginProgram('Run operations jobs on machines that accept no incoming connections.', host);
  coordinatorCommands(program, host);
  const runner = program.command('runner').description('start a runner on this host, or manage runners');
  runnerStart(runner, host);
  runnerInstall(runner, host);
  if (!startsService(args)) {
    const { clientCommands } = await import('./client-commands.ts');
    clientCommands(program, runner, host);
  }
  return inherit(program);
}

/** Whether the arguments start a service. Services run for months, so they do not load the client code. */
function startsService([first, second]: readonly string[]): boolean {
  return (first === 'coordinator' || first === 'runner') && second === 'start';
}
