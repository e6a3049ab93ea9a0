import { beginProgram, inherit, parseCommandLine } from '../parse-command-line.ts';
import { runnerInstall } from '../runners/runner-install.ts';
import { runnerStart } from '../runners/runner-start.ts';
import type { Host } from '../session/client-command.ts';

/** Runs a command line of the single-file runner, the part of `outrunner` that the host of a runner needs. */
export function runRunnerCommandLine(args: readonly string[], host: Host): Promise<number> {
  return parseCommandLine(args, host, async () => {
    const program = beginProgram(
      'Run a runner on this host. The npm package also contains the client and the coordinator.',
      host,
    );
    const runner = program.command('runner').description('start or install the runner of this host');
    runnerStart(runner, host);
    runnerInstall(runner, host);
    return inherit(program);
  });
}
