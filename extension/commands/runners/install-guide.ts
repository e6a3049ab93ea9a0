import type { InstallationType } from '../../../protocol/entities/runner.ts';
import type { Share } from '../../../protocol/routes/shapes/share-shapes.ts';

export interface InstallGuide {
  readonly runnerName: string;
  /** What runners are told to call. */
  readonly url: string;
  readonly reach: Share['reach'];
  /** The command for this machine, where the coordinator stands on it and only it reaches it. */
  readonly here: string | undefined;
  /** The command for another machine. */
  readonly commandFor: (installationType: InstallationType) => string;
}

/** The Markdown that ends *create runner*: what to paste where, and who reaches the coordinator. */
export function installGuide(guide: InstallGuide): string {
  return [
    `# Install runner ${guide.runnerName}`,
    '',
    ...(guide.reach === 'this-machine' ? thisMachine(guide) : remoteMachines(guide)),
    'The token in it is valid for one hour and for one replica. It is shown only here;',
    '**Outrunner: Regenerate Runner Credentials…** makes a new one.',
    '',
  ].join('\n');
}

function thisMachine({ url, here, commandFor }: InstallGuide): readonly string[] {
  const { port } = new URL(url);
  return [
    `**This command works on this machine only**: the coordinator listens on ${url} alone.`,
    '',
    ...block('sh', here ?? commandFor('linux')),
    '## On another machine',
    '',
    'Run **Outrunner: Share Coordinator…**, then **Regenerate Runner Credentials…** for a command that works there.',
    '',
    'Or carry the port to that machine over SSH and, while this connection lasts, run the second command there:',
    '',
    ...block('sh', `ssh -R ${port}:127.0.0.1:${port} user@remote-machine`),
    ...block('sh', commandFor('linux')),
  ];
}

function remoteMachines({ url, commandFor }: InstallGuide): readonly string[] {
  return [
    `Run one of these on a machine that reaches ${url}; nothing has to reach that machine.`,
    '',
    '## Linux and macOS',
    '',
    ...block('sh', commandFor('linux')),
    '## Windows (PowerShell)',
    '',
    ...block('powershell', commandFor('windows')),
    '## Docker',
    '',
    ...block('sh', commandFor('docker')),
    '## Kubernetes',
    '',
    ...block('sh', commandFor('kubernetes')),
  ];
}

function block(language: string, text: string): readonly string[] {
  return [`\`\`\`${language}`, text, '```', ''];
}
