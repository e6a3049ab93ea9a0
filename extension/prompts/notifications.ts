import * as vscode from 'vscode';
import { withoutLinks } from './without-links.ts';

/** Shows a notification. Returns the chosen button; undefined if the notification was closed. */
export function showInformation<T extends string>(message: string, ...buttons: T[]): Thenable<T | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...buttons);
}

/** See {@link showInformation}. */
export function showWarning<T extends string>(message: string, ...buttons: T[]): Thenable<T | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), ...buttons);
}

/** See {@link showInformation}. */
export function showError<T extends string>(message: string, ...buttons: T[]): Thenable<T | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...buttons);
}

/** Shows a modal dialog. Returns the chosen button; undefined if the dialog was cancelled. */
export function showModal<T extends string>(
  message: string,
  detail: string,
  ...buttons: T[]
): Thenable<T | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), { modal: true, detail }, ...buttons);
}

/** Shows progress until `run` settles. Its reports have no text, which could contain links. */
export function showTitledProgress<T>(
  options: vscode.ProgressOptions,
  run: (
    progress: vscode.Progress<{ readonly increment: number }>,
    token: vscode.CancellationToken,
  ) => Thenable<T>,
): Thenable<T> {
  const { title } = options;
  const shown = title === undefined ? options : { ...options, title: withoutLinks(title) };
  return vscode.window.withProgress(shown, run);
}
