import { type Command, SCRIPT_PATH } from '../../link/command.ts';
import { commandProblem, defaultFolder } from './command-problem.ts';
import { type Obstacle, obstacleOf } from './obstacle.ts';
import type { ScriptFiles } from './script-file.ts';
import type { ResolvedCommand } from './step-process.ts';

/** In every step's environment: the operation it belongs to, by which its processes are found wherever they went. */
const OPERATION_VARIABLE = 'OUTRUNNER_OPERATION';
/** Tells apart operations of the same id from different coordinators. */
const REPLICA_VARIABLE = 'OUTRUNNER_REPLICA';

export type Resolution =
  | Obstacle
  | { readonly command: ResolvedCommand; readonly marks: readonly string[]; readonly scriptPath?: string };

/** Decides what this host decides of a command, and writes its script; or says why it cannot be started here. */
export function resolveCommand(operationId: string, command: Command, scripts: ScriptFiles): Resolution {
  const env: Record<string, string> = { [OPERATION_VARIABLE]: operationId, ...command.env };
  const cwd = command.cwd ?? defaultFolder(env);
  let scriptPath: string | undefined;
  if (command.script) {
    try {
      scriptPath = scripts.write(operationId, command.script);
    } catch (error) {
      return obstacleOf(error, `The script could not be written: ${(error as Error).message}.`);
    }
  }
  const argv = command.argv.map((argument) => argument.replaceAll(SCRIPT_PATH, () => scriptPath ?? ''));
  const problem = commandProblem({ ...command, argv, env }, cwd);
  if (problem !== undefined) {
    if (scriptPath !== undefined) scripts.remove(scriptPath);
    return { problem };
  }
  // An operation's id alone is not enough: on this host, another coordinator may have given the same one.
  const replica = env[REPLICA_VARIABLE];
  const marks =
    replica === undefined
      ? []
      : [`${OPERATION_VARIABLE}=${env[OPERATION_VARIABLE]}`, `${REPLICA_VARIABLE}=${replica}`];
  return { command: { argv, env, cwd }, marks, ...(scriptPath !== undefined && { scriptPath }) };
}
