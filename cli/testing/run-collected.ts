import { runCommandLine } from '../run-command-line.ts';
import { collectedStreams } from '../session/testing/collected-streams.ts';

/** The result of a command: its exit code, and its output on stdout and stderr. */
export interface CollectedRun {
  readonly exit: number;
  readonly printed: string;
  readonly said: string;
}

/** Runs the command line in this process. By default, the environment is empty. */
export async function runCollected(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<CollectedRun> {
  const printed: string[] = [];
  const said: string[] = [];
  const streams = collectedStreams(printed, said);
  const exit = await runCommandLine(args, { streams, environment, exit: 0 });
  return { exit, printed: printed.join(''), said: said.join('\n') };
}

/** Runs the command line as a client of a coordinator. */
export function runAsClient(
  { url, token }: { readonly url: string; readonly token: string },
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<CollectedRun> {
  return runCollected(args, { OUTRUNNER_URL: url, OUTRUNNER_TOKEN: token, ...more });
}
