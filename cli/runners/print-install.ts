import { enrollmentFor } from '../../protocol/client/enrollment-for.ts';
import type { InstallationType, ReplicaType } from '../../protocol/entities/runner.ts';
import { composeCommand, installCommand } from '../../protocol/install/install-command.ts';
import { installSource } from '../../protocol/install/install-source.ts';
import type { RunnerCredentials } from '../../protocol/routes/shapes/runner-shapes.ts';
import { print } from '../session/print.ts';
import type { ClientSession } from '../session/session.ts';

export interface InstalledRunner {
  readonly name: string;
  readonly installationType: InstallationType;
  readonly replicaType: ReplicaType;
  /** Whether to print the Docker Compose command. Only for a runner on Docker. */
  readonly compose?: boolean | undefined;
}

/**
 * Prints the command that installs a replica with these credentials. For ephemeral replicas, the command contains an
 * enrollment key that admits at most `replicas` live replicas.
 */
export async function printInstall(
  session: ClientSession,
  credentials: RunnerCredentials,
  { name, installationType, replicaType, compose = false }: InstalledRunner,
  replicas?: number,
): Promise<undefined> {
  const share = await session.client.getShare();
  if (share.reach === 'this-machine') {
    session.streams.say(
      `This command works on this machine only, because the coordinator listens only on ${share.url}.`,
    );
  }
  const { token, warning } = await enrollmentFor(session.client, { ...credentials, replicaType }, replicas);
  if (warning !== undefined) session.streams.say(`WARNING: ${warning}`);
  const subject = { ...installSource(share), runnerName: name, token, installationType, replicaType };
  const enrollment = replicaType === 'ephemeral' ? { enrollmentKey: token } : {};
  const count = replicas === undefined ? {} : { replicaCount: replicas };
  await print(
    session,
    { ...credentials, ...enrollment },
    () => `${compose ? composeCommand(subject) : installCommand({ ...subject, ...count })}\n`,
  );
}
