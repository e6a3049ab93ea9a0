import type { SshConnection } from '../connection/connection.ts';
import { RemoteCommand } from './remote-command.ts';

const LONGEST_MS = 30_000;
const MOST_CHARACTERS = 1000;

/**
 * Runs a short internal command on a node. Rejects with an error that contains the first {@link MOST_CHARACTERS}
 * characters of the command's output, or with an SshFailure.
 */
export async function briefCommand(
  connection: SshConnection,
  command: string,
  windows: boolean,
): Promise<void> {
  let problem = '';
  const request = {
    command,
    windows,
    environment: {},
    graceSeconds: 1,
    timeoutMilliseconds: LONGEST_MS,
    drainMilliseconds: 1000,
  };
  const running = await RemoteCommand.start(connection, request, {
    onChunk: (_stream, chunk) => {
      problem = (problem + chunk.toString('utf8')).slice(0, MOST_CHARACTERS);
    },
  });
  const { exitCode, failure } = await running.ended;
  if (failure) throw failure;
  if (exitCode !== 0) throw new Error(`${command} failed: ${problem.trim()}`);
}
