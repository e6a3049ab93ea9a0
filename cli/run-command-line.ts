import { Command, CommanderError } from 'commander';
import { explain, isOutrunnerError, problemOf } from '../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../protocol/version.ts';
import { coordinatorCommands } from './commands/coordinator-commands.ts';
import { executionCommands } from './commands/execution-commands.ts';
import { jobCommands } from './commands/job-commands.ts';
import { projectCommands } from './commands/project-commands.ts';
import { runnerCommands } from './commands/runner-commands.ts';
import { runnerStart } from './commands/runner-start.ts';
import { systemCommands } from './commands/system-commands.ts';
import type { Host } from './session/client-command.ts';
import { EXIT, exitOfError } from './session/exit-codes.ts';

/** Runs one command line and answers the exit of the process. Nothing is thrown, and no stack is shown. */
export async function runCommandLine(args: readonly string[], host: Host): Promise<number> {
  try {
    await commandLine(host).parseAsync([...args], { from: 'user' });
    return host.exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.succeeded : EXIT.usage;
    host.streams.say(`outrunner: ${isOutrunnerError(error) ? explain(error) : problemOf(error)}`);
    return isOutrunnerError(error) ? exitOfError(error) : EXIT.failed;
  }
}

function commandLine(host: Host): Command {
  const program = new Command('outrunner')
    .description('Run operations jobs on machines nobody can reach.')
    .version(PROGRAM_VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void process.stdout.write(text),
      writeErr: (text) => host.streams.say(text.trimEnd()),
    })
    .showHelpAfterError('(add --help for usage)');
  coordinatorCommands(program, host);
  const runner = program.command('runner').description('runners: start one here, or manage them');
  runnerStart(runner, host);
  runnerCommands(runner, host);
  jobCommands(program, host);
  executionCommands(program, host);
  projectCommands(program, host);
  systemCommands(program, host);
  inherit(program);
  return program;
}

/** Every command throws instead of ending the process, and takes `--version`. */
function inherit(command: Command): void {
  command.exitOverride();
  for (const below of command.commands) inherit(below);
  if (command.parent !== null) command.version(PROGRAM_VERSION);
}
