import { Command, CommanderError } from 'commander';
import { explain, isOutrunnerError } from '../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../protocol/version.ts';
import { problemOf } from '../support/errors/problem-of.ts';
import type { Host } from './session/client-command.ts';
import { EXIT, exitOfError } from './session/exit-codes.ts';

/** Runs a command line of a program and returns the exit code. Prints errors as messages, without stack traces. */
export async function parseCommandLine(
  args: readonly string[],
  host: Host,
  declare: () => Promise<Command>,
): Promise<number> {
  try {
    const program = await declare();
    await program.parseAsync([...args], { from: 'user' });
    return host.exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.succeeded : EXIT.usage;
    host.streams.say(`outrunner: ${isOutrunnerError(error) ? explain(error) : problemOf(error)}`);
    return isOutrunnerError(error) ? exitOfError(error) : EXIT.failed;
  }
}

/** Creates the program without commands. */
export function beginProgram(description: string, host: Host): Command {
  return new Command('outrunner')
    .description(description)
    .version(PROGRAM_VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void process.stdout.write(text),
      writeErr: (text) => host.streams.say(text.trimEnd()),
    })
    .showHelpAfterError('(add --help for usage)');
}

/** Makes every command throw instead of exiting, and accept `--version`. */
export function inherit(command: Command): Command {
  command.exitOverride();
  for (const below of command.commands) inherit(below);
  if (command.parent !== null) command.version(PROGRAM_VERSION);
  return command;
}
