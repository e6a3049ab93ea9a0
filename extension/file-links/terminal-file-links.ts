import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { type FileReference, fileReferences } from './file-references.ts';

interface FileLink extends vscode.TerminalLink {
  readonly reference: FileReference;
}

/** Adds links to the files that output in terminals of the extension refers to. A click searches for the file. */
export class TerminalFileLinks implements vscode.TerminalLinkProvider<FileLink> {
  readonly #isOurs: (terminal: vscode.Terminal) => boolean;
  readonly #open: (reference: FileReference) => void;

  /** @param isOurs whether the terminal belongs to this extension */
  constructor(isOurs: (terminal: vscode.Terminal) => boolean, open: (reference: FileReference) => void) {
    this.#isOurs = isOurs;
    this.#open = open;
  }

  provideTerminalLinks({ line, terminal }: vscode.TerminalLinkContext): FileLink[] {
    if (!this.#isOurs(terminal)) return [];
    return fileReferences(line).map((reference) => ({
      startIndex: reference.start,
      length: reference.length,
      tooltip: l10n.t('Open {0} in the workspace', reference.path),
      reference,
    }));
  }

  handleTerminalLink({ reference }: FileLink): void {
    this.#open(reference);
  }
}
