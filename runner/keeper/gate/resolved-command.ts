import { type LinkCommand, SCRIPT_PATH } from '../../link/command.ts';
import { commandProblem, defaultFolder } from './command-problem.ts';
import { type Obstacle, obstacleOf } from './obstacle.ts';
import type { ScriptFiles } from './script-file.ts';
import type { ResolvedCommand } from './step-process.ts';

/**
 * Variable in every step's environment with the operation id. It identifies the step's processes even in other sessions
 * and process groups.
 */
const OPERATION_VARIABLE = 'OUTRUNNER_OPERATION';
/** Distinguishes operations of different coordinators that have the same id. */
const REPLICA_VARIABLE = 'OUTRUNNER_REPLICA';

export type Resolution =
  | Obstacle
  | { readonly command: ResolvedCommand; readonly marks: readonly string[]; readonly scriptPath?: string };

/**
 * Resolves the parts of the command that depend on this host, and writes the script. If the command cannot start here,
 * returns the reason.
 */
export function resolveCommand(operationId: string, command: LinkCommand, scripts: ScriptFiles): Resolution {
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
  // The operation id alone is ambiguous: another coordinator's runner on this host may use the same id.
  const replica = env[REPLICA_VARIABLE];
  const marks =
    replica === undefined
      ? []
      : [`${OPERATION_VARIABLE}=${env[OPERATION_VARIABLE]}`, `${REPLICA_VARIABLE}=${replica}`];
  return { command: { argv, env, cwd }, marks, ...(scriptPath !== undefined && { scriptPath }) };
}
