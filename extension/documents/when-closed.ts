import * as vscode from 'vscode';

/**
 * Calls `act` when a document is closed. VS Code also reports a close when the language of an open document changes;
 * such events are ignored.
 */
export function whenClosed(act: (uri: vscode.Uri) => void): vscode.Disposable {
  return vscode.workspace.onDidCloseTextDocument(({ uri }) => {
    const address = uri.toString();
    const isOpen = vscode.workspace.textDocuments.some((it) => it.uri.toString() === address);
    if (!isOpen) act(uri);
  });
}
