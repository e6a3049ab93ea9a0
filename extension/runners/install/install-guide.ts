import * as l10n from '@vscode/l10n';
import type { InstallationType } from '../../../protocol/entities/runner.ts';
import type { Share } from '../../../protocol/routes/shapes/share-shapes.ts';
import type { Installation } from './ask-installation.ts';

export interface InstallGuide extends Installation {
  readonly runnerName: string;
  /** The URL that runners connect to. */
  readonly url: string;
  readonly reach: Share['reach'];
  /** The command for this machine, if the coordinator runs on it and is not shared. */
  readonly here: string | undefined;
  /** The command for a machine of the runner's platform. */
  readonly command: string;
  /** The Docker Compose command, for a runner that is installed with Docker. */
  readonly compose?: string | undefined;
  /** A warning about the token in the command. */
  readonly warning?: string | undefined;
}

const HOW: Readonly<Record<InstallationType, () => { readonly title: string; readonly text: string }>> = {
  linux: () => ({
    title: l10n.t('Linux and macOS'),
    text: l10n.t(
      'As root on Linux with systemd, the command installs a service. Otherwise, it installs the program and prints the command that starts the runner. It requires curl. On macOS and on Linux with musl, it also requires Node.js with npm.',
    ),
  }),
  windows: () => ({
    title: 'Windows (PowerShell)',
    text: l10n.t('As an administrator, the command installs a service.'),
  }),
  docker: () => ({
    title: 'Docker',
    text: l10n.t('The command builds an image for this coordinator and starts a container.'),
  }),
  kubernetes: () => ({
    title: 'Kubernetes',
    text: l10n.t(
      'Build the image with the Docker commands in the documentation, push it to a registry of your cluster, and set its name in the manifest.',
    ),
  }),
};

/** Returns the Markdown document with the install commands of a runner. */
export function installGuide(guide: InstallGuide): string {
  return [
    `# ${l10n.t('Install runner {0}', guide.runnerName)}`,
    '',
    ...(guide.warning === undefined ? [] : [`> ${l10n.t('**Warning.** {0}', guide.warning)}`, '']),
    ...(guide.reach === 'this-machine' ? thisMachine(guide) : remoteMachine(guide)),
    guide.replicaType === 'ephemeral'
      ? l10n.t(
          'It contains a key that is valid for 30 days and for up to ten replicas at a time. The key is shown only here;\n“Outrunner: Manage Enrollment Keys…” lists and deletes such keys, “Create Enrollment Key…” creates more.',
        )
      : l10n.t(
          'It contains a token that is valid for one hour and for one replica. The token is shown only here;\n“Outrunner: Regenerate Runner Credentials…” creates a new one.',
        ),
    '',
  ].join('\n');
}

function thisMachine({ url, here, command }: InstallGuide): readonly string[] {
  const { port } = new URL(url);
  return [
    l10n.t('This command works on this machine only, because the coordinator listens only on {0}.', url),
    '',
    ...block('sh', here ?? command),
    `## ${l10n.t('On another machine')}`,
    '',
    l10n.t(
      'Run “Outrunner: Share Coordinator…”, then “Outrunner: Regenerate Runner Credentials…” to get a command for other machines.',
    ),
    '',
    l10n.t(
      'Or forward the port to that machine over SSH, and run the second command there while the connection is open:',
    ),
    '',
    ...block('sh', `ssh -R ${port}:127.0.0.1:${port} user@remote-machine`),
    ...block('sh', command),
  ];
}

function remoteMachine({ url, command, compose, installationType }: InstallGuide): readonly string[] {
  const { title, text } = HOW[installationType]();
  return [
    l10n.t(
      'Run this command on a machine that can reach {0}. That machine needs no incoming connections.',
      url,
    ),
    '',
    `## ${title}`,
    '',
    ...block(installationType === 'windows' ? 'powershell' : 'sh', command),
    text,
    '',
    ...(compose === undefined ? [] : [`## ${l10n.t('Or Docker Compose')}`, '', ...block('sh', compose)]),
  ];
}

function block(language: string, text: string): readonly string[] {
  return [`\`\`\`${language}`, text, '```', ''];
}
