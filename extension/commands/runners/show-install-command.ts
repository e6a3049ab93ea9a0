import type { InstallationType } from '../../../protocol/entities/runner.ts';
import { type InstallSubject, installCommand } from '../../../protocol/install/install-command.ts';
import type { Share } from '../../../protocol/routes/shapes/share-shapes.ts';
import { type CommandContext, clientOf } from '../command.ts';
import { shareCoordinator } from '../connection/share-coordinator.ts';
import { installGuide } from './install-guide.ts';

const COPY = 'Copy Install Command';
const SHARE = 'Share Coordinator…';

const HAPPENED = {
  created: 'is created',
  regenerated: 'has new credentials',
  added: 'may have one more replica',
} as const;

/**
 * Shows the command that installs a runner, and copies it on request. The token in it is shown this once. While only
 * this machine reaches the coordinator, the command calls the programs that the extension brought.
 */
export async function showInstallCommand(
  context: CommandContext,
  runner: { readonly name: string; readonly token: string; readonly happened: keyof typeof HAPPENED },
): Promise<void> {
  const { connection, desk, embedded, prompts } = context;
  const share = await clientOf(context).getShare();
  const { state } = connection;
  const ownMachine =
    share.reach === 'this-machine' && state.kind === 'connected' && state.target.kind === 'embedded';
  const common = { serverUrl: share.url, runnerName: runner.name, token: runner.token, ...pinOf(share) };
  const commandFor = (installationType: InstallationType, program?: string) =>
    installCommand({ ...common, installationType, ...(program === undefined ? {} : { program }) });
  const here = ownMachine
    ? commandFor(process.platform === 'win32' ? 'windows' : 'linux', await embedded.localProgram())
    : undefined;
  await desk.showText(
    `Install ${runner.name}.md`,
    installGuide({ runnerName: runner.name, url: share.url, reach: share.reach, here, commandFor }),
  );
  const what = HAPPENED[runner.happened];
  const pressed = await (share.reach === 'this-machine'
    ? prompts.inform(
        `Runner "${runner.name}" ${what}. Its install command works on this machine only, until the coordinator is shared.`,
        COPY,
        SHARE,
      )
    : prompts.inform(
        `Runner "${runner.name}" ${what}. Run its install command in the closed network within an hour.`,
        COPY,
      ));
  if (pressed === COPY) await desk.copy(here ?? commandFor('linux'));
  if (pressed === SHARE) await shareCoordinator(context, { kind: 'none' }, []);
}

/** What to trust, where no public authority signed the certificate. */
function pinOf({ certificate }: Share): Pick<InstallSubject, 'fingerprint'> {
  const fingerprint = certificate?.fingerprint ?? '';
  return fingerprint === '' ? {} : { fingerprint };
}
