import * as vscode from 'vscode';
import { systemTimer } from '../lifecycle/system-timer.ts';
import { showError, showInformation, showModal, showTitledProgress, showWarning } from './notifications.ts';
import {
  BACK,
  type Back,
  type Confirmation,
  type Decision,
  type FileQuestion,
  type PickQuestion,
  type Prompts,
  type TextQuestion,
  type Work,
} from './prompts.ts';
import { askChoice, askSeveral, askText } from './quick-inputs.ts';
import { showProgress } from './show-progress.ts';

/** Work that takes longer than this, in ms, gets a notification. A notification for shorter work would only flash. */
const LONG_MS = 2000;

/** Implements prompts with VS Code's quick picks, inputs, dialogs and notifications. */
export class VsCodePrompts implements Prompts {
  readonly textStep = askText;
  readonly chooseStep = askChoice;
  readonly chooseSeveralStep = askSeveral;

  async text(question: TextQuestion): Promise<string | undefined> {
    return withoutBack(await askText(question));
  }

  async choose<T>(question: PickQuestion<T>): Promise<T | undefined> {
    return withoutBack(await askChoice(question));
  }

  async chooseSeveral<T>(question: PickQuestion<T>): Promise<readonly T[] | undefined> {
    return withoutBack(await askSeveral(question));
  }

  async waiting<T>(title: string, what: string, run: () => Promise<T>): Promise<T | undefined> {
    const pick = vscode.window.createQuickPick();
    Object.assign(pick, { title, placeholder: what, busy: true, enabled: false, ignoreFocusOut: true });
    const dismissed = Promise.withResolvers<undefined>();
    pick.onDidHide(() => dismissed.resolve(undefined));
    pick.show();
    try {
      return await Promise.race([run(), dismissed.promise]);
    } finally {
      pick.dispose();
    }
  }

  async progress<T>(work: Work<T>): Promise<T | undefined> {
    return showProgress(work, {
      quiet: ({ title, ended }) => {
        const location = vscode.ProgressLocation.Window;
        void showTitledProgress({ location, title }, () => ended);
      },
      notification: ({ title, ended, cancel, onProgress }) => {
        const location = vscode.ProgressLocation.Notification;
        const options = { location, title, cancellable: true };
        void showTitledProgress(options, (progress, token) => {
          const listening = token.onCancellationRequested(cancel);
          onProgress((increment) => progress.report({ increment }));
          return ended.finally(() => listening.dispose());
        });
      },
      afterLong: (show) => systemTimer(LONG_MS, show),
    });
  }

  async confirm({ verb, ...decision }: Confirmation): Promise<boolean> {
    return (await this.decide(decision, verb)) === verb;
  }

  async decide<T extends string>({ message, detail }: Decision, ...buttons: T[]): Promise<T | undefined> {
    return showModal(message, detail, ...buttons);
  }

  async openFiles(options: {
    title: string;
    label: string;
    filters: Record<string, string[]>;
  }): Promise<readonly string[]> {
    const files = await vscode.window.showOpenDialog({
      title: options.title,
      openLabel: options.label,
      filters: options.filters,
      canSelectMany: true,
    });
    return (files ?? []).map((file) => file.toString());
  }

  async openFile({ title, label }: FileQuestion): Promise<string | undefined> {
    const files = await vscode.window.showOpenDialog({ title, openLabel: label, canSelectMany: false });
    return files?.[0]?.toString();
  }

  async saveFile(options: { title: string; label: string; name: string }): Promise<string | undefined> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const file = await vscode.window.showSaveDialog({
      title: options.title,
      saveLabel: options.label,
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, options.name) }),
    });
    return file?.toString();
  }

  async inform<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined> {
    return showInformation(message, ...buttons);
  }

  async warn<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined> {
    return showWarning(message, ...buttons);
  }

  async error<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined> {
    return showError(message, ...buttons);
  }
}

/** A question outside a form has no Back button. */
function withoutBack<A>(answer: A | Back | undefined): A | undefined {
  return answer === BACK ? undefined : answer;
}
