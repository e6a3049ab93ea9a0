import type { InstallationType } from '../../protocol/entities/runner.ts';
import { installCommand } from '../../protocol/install/install-command.ts';
import type { RunnerCredentials } from '../../protocol/routes/shapes/runner-shapes.ts';
import { print } from '../session/print.ts';
import type { Session } from '../session/session.ts';

/** Prints the command that starts a replica with these credentials. */
export async function printInstall(
  session: Session,
  credentials: RunnerCredentials,
  runnerName: string,
  installationType: InstallationType,
): Promise<undefined> {
  const { url, reach, certificate } = await session.client.getShare();
  if (reach === 'this-machine') {
    session.streams.say(
      `This command works on this machine only: the coordinator is reached at ${url} alone.`,
    );
  }
  await print(session, credentials, ({ token }) => {
    const fingerprint = certificate?.fingerprint;
    const pinned = fingerprint === undefined ? {} : { fingerprint };
    return `${installCommand({ serverUrl: url, runnerName, token, installationType, ...pinned })}\n`;
  });
}
