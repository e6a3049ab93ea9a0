import * as vscode from 'vscode';
import type { NotifyOnEnd } from '../executions/terminals/notification.ts';
import { SETTINGS, SETTINGS_SECTION } from '../ids/settings.ts';

/** Bounds and default of the setting, as in `package.json`. VS Code does not enforce the bounds. */
const NODE_TERMINALS = { least: 1, most: 50, default: 10 };

const section = () => vscode.workspace.getConfiguration(SETTINGS_SECTION);

/** Whether to notify the user of failures and runners that go Down. */
export function notifiesOnProblems(): boolean {
  return section().get<boolean>(SETTINGS.notifyOnProblems, true);
}

/** Disables the notifications of problems for this user. */
export async function disableProblemNotifications(): Promise<void> {
  await section().update(SETTINGS.notifyOnProblems, false, vscode.ConfigurationTarget.Global);
}

/** Which ended executions to notify the user of. */
export function notifyOnEnd(): NotifyOnEnd {
  return section().get<NotifyOnEnd>(SETTINGS.notifyOnEnd, 'never');
}

/** Whether the terminal of an execution replaces those of earlier executions of its job. */
export function reusesTerminals(): boolean {
  return section().get<boolean>(SETTINGS.reuseTerminal, true);
}

/** Maximum number of nodes of an execution with a terminal of their own; 0 if one terminal shows all nodes. */
export function mostNodeTerminals(): number {
  if (section().get<string>(SETTINGS.terminalPerNode, 'never') !== 'always') return 0;
  const wanted = Number(section().get<unknown>(SETTINGS.maxNodeTerminals, NODE_TERMINALS.default));
  const { least, most } = NODE_TERMINALS;
  return Number.isInteger(wanted) ? Math.min(most, Math.max(least, wanted)) : NODE_TERMINALS.default;
}
