import { type LinkCommand, SCRIPT_PATH } from '../../link/command.ts';
import { commandProblem, defaultFolder } from './command-problem.ts';
import { type Obstacle, obstacleOf } from './obstacle.ts';
import type { ScriptFiles } from './script-file.ts';
import type { ResolvedCommand } from './step-process.ts';

/** Part of every step's environment: the operation, which identifies its processes even in other sessions and groups. */
const OPERATION_VARIABLE = 'OUTRUNNER_OPERATION';
/** Distinguishes operations with the same id from different coordinators. */
const REPLICA_VARIABLE = 'OUTRUNNER_REPLICA';

export type Resolution =
  | Obstacle
  | { readonly command: ResolvedCommand; readonly marks: readonly string[]; readonly scriptPath?: string };

/** Resolves what depends on this host, and writes the script; or returns why the command cannot start here. */
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
  // The operation id is not enough: another coordinator's runner on this host may use the same id.
  const replica = env[REPLICA_VARIABLE];
  const marks =
    replica === undefined
      ? []
      : [`${OPERATION_VARIABLE}=${env[OPERATION_VARIABLE]}`, `${REPLICA_VARIABLE}=${replica}`];
  return { command: { argv, env, cwd }, marks, ...(scriptPath !== undefined && { scriptPath }) };
}
