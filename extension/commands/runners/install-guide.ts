import type { Share } from '../../../protocol/routes/shapes/share-shapes.ts';

/** The Markdown that ends *create runner*: what to paste where, and who reaches the coordinator. */
export function installGuide(subject: {
  readonly runnerName: string;
  readonly command: string;
  readonly share: Share;
}): string {
  const { command, runnerName, share } = subject;
  return [
    `# Install runner ${runnerName}`,
    '',
    ...(share.reach === 'this-machine'
      ? thisMachine(share.url)
      : [`Run this on a machine that reaches ${share.url}:`]),
    '',
    '```sh',
    command,
    '```',
    '',
    'The token in it is valid for one hour and for one replica. It is shown only here; *Regenerate Runner Credentials…*',
    'makes a new one.',
    '',
  ].join('\n');
}

function thisMachine(url: string): readonly string[] {
  const { port } = new URL(url);
  return [
    `**This command works on this machine only**: the coordinator listens on ${url} alone.`,
    '',
    'To let remote machines reach it, either run **Outrunner: Share Coordinator…** and create the command again,',
    'or carry the port to the other machine over SSH, and paste the command there:',
    '',
    '```sh',
    `ssh -R ${port}:127.0.0.1:${port} user@remote-machine`,
    '```',
    '',
    'The command:',
  ];
}
