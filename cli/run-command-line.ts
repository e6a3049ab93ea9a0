import { Command, CommanderError } from 'commander';
import { explain, isOutrunnerError, problemOf } from '../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../protocol/version.ts';
import { coordinatorCommands } from './commands/coordinator-commands.ts';
import { runnerStart } from './commands/runner-start.ts';
import type { Host } from './session/client-command.ts';
import { EXIT, exitOfError } from './session/exit-codes.ts';

/** Runs one command line and answers the exit of the process. Nothing is thrown, and no stack is shown. */
export async function runCommandLine(args: readonly string[], host: Host): Promise<number> {
  try {
    const program = await commandLine(args, host);
    await program.parseAsync([...args], { from: 'user' });
    return host.exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.succeeded : EXIT.usage;
    host.streams.say(`outrunner: ${isOutrunnerError(error) ? explain(error) : problemOf(error)}`);
    return isOutrunnerError(error) ? exitOfError(error) : EXIT.failed;
  }
}

/** The commands as they are declared. Of a service that `args` start, those of the client are left out. */
export async function commandLine(args: readonly string[], host: Host): Promise<Command> {
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
  if (!startsService(args)) {
    const { clientCommands } = await import('./commands/client-commands.ts');
    clientCommands(program, runner, host);
  }
  inherit(program);
  return program;
}

/** What runs for months does not carry the code of the client along. */
function startsService([first, second]: readonly string[]): boolean {
  return (first === 'coordinator' || first === 'runner') && second === 'start';
}

/** Every command throws instead of ending the process, and takes `--version`. */
function inherit(command: Command): void {
  command.exitOverride();
  for (const below of command.commands) inherit(below);
  if (command.parent !== null) command.version(PROGRAM_VERSION);
}
