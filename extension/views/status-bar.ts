import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type ConnectionState, targetName } from '../connection/connection-state.ts';
import { type ActivityText, activityText } from '../executions/activity-text.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import { VIEW_CONTAINER } from '../ids/views.ts';
import type { Model } from '../model/model.ts';
import type { Problems } from '../problems/problem-watch.ts';

/**
 * The status bar item: the connection's state, unseen problems, and the number of running executions. If the user knows
 * several coordinators, the item names the current one, and a click switches it.
 */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('outrunner.connection', vscode.StatusBarAlignment.Left);

  constructor() {
    this.#item.name = 'Outrunner';
  }

  update(state: ConnectionState, model: Model, problems: Problems, canSwitch: boolean): void {
    this.#item.show();
    const name = canSwitch && state.kind !== 'none' ? `Outrunner ${targetName(state.target)}` : 'Outrunner';
    const { icon, text, tooltip } = shown(
      name,
      state,
      activityText(model.executions, problems),
      model.isActive,
    );
    this.#item.text = `$(${icon}) ${text}`;
    this.#item.tooltip = hover(tooltip, state, model.isActive);
    this.#item.accessibilityInformation = { label: `${text}. ${tooltip}` };
    this.#item.backgroundColor =
      state.kind === 'refused'
        ? new vscode.ThemeColor('statusBarItem.errorBackground')
        : state.kind === 'connected' && !model.isActive
          ? new vscode.ThemeColor('statusBarItem.warningBackground')
          : undefined;
    this.#item.command =
      remedyFor(state) ??
      (canSwitch ? COMMANDS.switchCoordinator : `workbench.view.extension.${VIEW_CONTAINER}`);
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/**
 * Returns the command that a click runs if the connection was refused. In other states, a click switches the coordinator
 * or opens the view container.
 */
function remedyFor(state: ConnectionState): CommandId | undefined {
  if (state.kind !== 'refused') return undefined;
  return state.target.kind === 'embedded' ? COMMANDS.showCoordinatorLog : COMMANDS.connect;
}

function shown(
  name: string,
  state: ConnectionState,
  activity: ActivityText,
  isActive: boolean,
): { icon: string; text: string; tooltip: string } {
  switch (state.kind) {
    case 'none':
      return { icon: 'debug-disconnect', text: name, tooltip: l10n.t('Not connected to a coordinator') };
    case 'connecting':
      return {
        icon: 'sync~spin',
        text: name,
        tooltip: l10n.t('Connecting to {0}', targetName(state.target)),
      };
    case 'connected':
      return {
        icon: isActive ? 'server-environment' : 'debug-pause',
        text: [
          name,
          [...(isActive ? [] : [l10n.t('passive')]), ...(activity.short === '' ? [] : [activity.short])].join(
            ', ',
          ),
        ]
          .filter((part) => part !== '')
          .join(': '),
        tooltip: `${l10n.t('Connected to {0}, {1}', targetName(state.target), activity.full)}${isActive ? '' : `\n${l10n.t('The coordinator is passive and starts no executions')}`}`,
      };
    case 'unreachable':
      return { icon: 'warning', text: l10n.t('{0}: unreachable', name), tooltip: state.problem };
    case 'refused':
      return { icon: 'error', text: l10n.t('{0}: refused', name), tooltip: state.problem };
  }
}

/** Returns the state as text, with links to commands. */
function hover(text: string, state: ConnectionState, isActive: boolean): vscode.MarkdownString {
  const hover = new vscode.MarkdownString('', true);
  hover.isTrusted = { enabledCommands: Object.values(COMMANDS) };
  const links = actions(state, isActive).map(([label, command]) => `[${label}](command:${command})`);
  return hover.appendText(text).appendMarkdown(`\n\n${links.join(' · ')}`);
}

function actions(state: ConnectionState, isActive: boolean): readonly (readonly [string, string])[] {
  if (state.kind === 'none') {
    return [
      [l10n.t('Start Embedded Coordinator'), COMMANDS.startEmbedded],
      [l10n.t('Connect…'), COMMANDS.connect],
    ];
  }
  const isEmbedded = state.target.kind === 'embedded';
  const log = isEmbedded ? ([[l10n.t('Show Log'), COMMANDS.showCoordinatorLog]] as const) : ([] as const);
  const again =
    isEmbedded && state.kind === 'refused'
      ? ([[l10n.t('Start Again'), COMMANDS.startEmbedded]] as const)
      : ([] as const);
  const mode =
    state.kind === 'connected' && !isActive
      ? ([[l10n.t('Set Execution Mode…'), COMMANDS.setExecutionMode]] as const)
      : [];
  return [
    ...again,
    ...mode,
    [l10n.t('Switch Coordinator…'), COMMANDS.switchCoordinator],
    [l10n.t('Disconnect'), COMMANDS.disconnect],
    ...log,
  ];
}
