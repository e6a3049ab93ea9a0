import * as vscode from 'vscode';
import type { Choice, ChoiceQuestion, Confirmation, Prompts, TextQuestion } from './prompts.ts';

type Item<T> = vscode.QuickPickItem & { readonly value: T };

/** Asks through VS Code's own quick picks, inputs, dialogs and notifications. */
export class VsCodePrompts implements Prompts {
  async text(question: TextQuestion): Promise<string | undefined> {
    const { validate, ...plain } = question;
    return vscode.window.showInputBox({
      ...plain,
      ignoreFocusOut: true,
      ...(validate === undefined ? {} : { validateInput: validate }),
    });
  }

  async choose<T>(question: ChoiceQuestion<T>): Promise<T | undefined> {
    const item = await vscode.window.showQuickPick(question.choices.map(toItem), {
      title: question.title,
      placeHolder: question.placeHolder,
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    return item?.value;
  }

  async chooseSeveral<T>(question: ChoiceQuestion<T>): Promise<readonly T[] | undefined> {
    const items = await vscode.window.showQuickPick(question.choices.map(toItem), {
      title: question.title,
      placeHolder: question.placeHolder,
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    return items?.map((item) => item.value);
  }

  async confirm({ message, detail, verb }: Confirmation): Promise<boolean> {
    return (await vscode.window.showWarningMessage(message, { modal: true, detail }, verb)) === verb;
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
    return (files ?? []).map((file) => file.fsPath);
  }

  async saveFile(options: { title: string; label: string; name: string }): Promise<string | undefined> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const file = await vscode.window.showSaveDialog({
      title: options.title,
      saveLabel: options.label,
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, options.name) }),
    });
    return file?.fsPath;
  }

  async inform<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined> {
    return vscode.window.showInformationMessage(message, ...buttons);
  }

  async warn<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined> {
    return vscode.window.showWarningMessage(message, ...buttons);
  }

  async error<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined> {
    return vscode.window.showErrorMessage(message, ...buttons);
  }
}

function toItem<T>(choice: Choice<T>): Item<T> {
  return {
    label: choice.label,
    value: choice.value,
    ...(choice.description === undefined ? {} : { description: choice.description }),
    ...(choice.detail === undefined ? {} : { detail: choice.detail }),
    ...(choice.picked === undefined ? {} : { picked: choice.picked }),
  };
}
