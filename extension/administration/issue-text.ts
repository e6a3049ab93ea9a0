import type { InstalledVersions } from '../commands/command.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import type { Model } from '../model/model.ts';

/**
 * Returns the initial text of an issue report: versions, the platform, the kind of the connection, and counts. Omits
 * names, addresses and messages of the coordinator, because issues are public.
 */
export function issueText(
  { extension, vscode, platform, remote }: InstalledVersions,
  state: ConnectionState,
  { runners, projects, jobs }: Model,
): string {
  const coordinator = state.kind === 'none' ? 'none' : `${state.target.kind}, ${state.kind}`;
  const replicas = runners.flatMap((runner) => runner.replicas);
  const versions = [...new Set(replicas.map(({ programVersion }) => programVersion))].toSorted();
  return [
    '## Steps to reproduce',
    '1. ',
    '## Expected and actual result',
    '',
    '## Installation',
    `- Outrunner ${extension}, VS Code ${vscode}, ${platform}${remote === undefined ? '' : `, remote: ${remote}`}`,
    `- Coordinator: ${coordinator}`,
    `- ${counted(runners.length, 'runner')}, ${counted(replicas.length, 'replica')}${versions.length === 0 ? '' : ` (${versions.join(', ')})`}, ${counted(projects.length, 'project')}, ${counted(jobs.length, 'job')}`,
    '',
    'The command *Outrunner: Show Log* shows the log. Remove names and addresses before you paste a part of it.',
    '',
  ].join('\n');
}

/** Counts in English, whatever the display language: maintainers read the issue. */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
