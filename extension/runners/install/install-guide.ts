import type { InstallationType } from '../../../protocol/entities/runner.ts';
import type { Share } from '../../../protocol/routes/shapes/share-shapes.ts';
import type { Installation } from './ask-installation.ts';

export interface InstallGuide extends Installation {
  readonly runnerName: string;
  /** What runners are told to call. */
  readonly url: string;
  readonly reach: Share['reach'];
  /** The command for this machine, where the coordinator stands on it and only it reaches it. */
  readonly here: string | undefined;
  /** The command for a machine of the runner's platform. */
  readonly command: string;
  /** The same by Docker Compose, of a runner that is installed with Docker. */
  readonly compose?: string | undefined;
  /** A warning about the token in the command. */
  readonly warning?: string | undefined;
}

const HOW: Readonly<Record<InstallationType, { readonly title: string; readonly text: string }>> = {
  linux: {
    title: 'Linux and macOS',
    text: 'As root it makes a service of systemd, as anybody else it installs into the home. It needs curl; on macOS, Node.js with npm.',
  },
  windows: { title: 'Windows (PowerShell)', text: 'As an administrator it makes a service.' },
  docker: {
    title: 'Docker',
    text: 'It builds an image that knows this coordinator, and starts a container.',
  },
  kubernetes: {
    title: 'Kubernetes',
    text: 'The image in it is built by the Docker commands of the documentation; push it where your cluster finds it, and name it so.',
  },
};

/** The Markdown that ends *create runner*: what to paste where, and who reaches the coordinator. */
export function installGuide(guide: InstallGuide): string {
  return [
    `# Install runner ${guide.runnerName}`,
    '',
    ...(guide.warning === undefined ? [] : [`> **Warning.** ${guide.warning}`, '']),
    ...(guide.reach === 'this-machine' ? thisMachine(guide) : remoteMachine(guide)),
    ...(guide.replicaType === 'ephemeral'
      ? [
          'The key in it enrolls any number of replicas up to ten at a time, for 30 days. It is shown only here;',
          '“Outrunner: Manage Enrollment Keys…” lists and deletes such keys, “Create Enrollment Key…” makes others.',
        ]
      : [
          'The token in it is valid for one hour and for one replica. It is shown only here;',
          '“Outrunner: Regenerate Runner Credentials…” makes a new one.',
        ]),
    '',
  ].join('\n');
}

function thisMachine({ url, here, command }: InstallGuide): readonly string[] {
  const { port } = new URL(url);
  return [
    `This command works on this machine only: the coordinator listens on ${url} alone.`,
    '',
    ...block('sh', here ?? command),
    '## On another machine',
    '',
    'Run “Outrunner: Share Coordinator…”, then “Regenerate Runner Credentials…” for a command that works there.',
    '',
    'Or carry the port to that machine over SSH and, while this connection lasts, run the second command there:',
    '',
    ...block('sh', `ssh -R ${port}:127.0.0.1:${port} user@remote-machine`),
    ...block('sh', command),
  ];
}

function remoteMachine({ url, command, compose, installationType }: InstallGuide): readonly string[] {
  const { title, text } = HOW[installationType];
  return [
    `Run this on a machine that reaches ${url}; nothing has to reach that machine.`,
    '',
    `## ${title}`,
    '',
    ...block(installationType === 'windows' ? 'powershell' : 'sh', command),
    text,
    '',
    ...(compose === undefined ? [] : ['## Or Docker Compose', '', ...block('sh', compose)]),
  ];
}

function block(language: string, text: string): readonly string[] {
  return [`\`\`\`${language}`, text, '```', ''];
}
