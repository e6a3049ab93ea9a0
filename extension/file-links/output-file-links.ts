import { setImmediate as nextTurn } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { OutputAddress } from '../executions/output/output-address.ts';
import { addressOf } from '../executions/output/output-file-system.ts';
import type { OutputPart } from '../executions/output/output-part.ts';
import { COMMANDS } from '../ids/commands.ts';
import { type FileReference, type FoundReference, fileReferences } from './file-references.ts';

/** Maximum number of links in a document. */
const MOST_LINKS = 5000;
/** Number of lines to search before other tasks of the extension host can run. */
const LINES_PER_TURN = 2000;
/** Separates the text of a line from its time, stream, step and node. */
const BEFORE_TEXT = ' | ';

/** The references of a part. Lines count from the first line of output. */
interface SearchedPart {
  readonly references: { readonly line: number; readonly reference: FoundReference }[];
  /** The number of lines that were searched. */
  lines: number;
}

/** Adds links to the files that documents with output refer to. A click searches for the file. */
export class OutputFileLinks implements vscode.DocumentLinkProvider {
  readonly #open: (address: OutputAddress) => Promise<OutputPart>;
  /** The references that were found in a part, which only grows. */
  readonly #searched = new WeakMap<OutputPart, SearchedPart>();

  constructor(open: (address: OutputAddress) => Promise<OutputPart>) {
    this.#open = open;
  }

  async provideDocumentLinks(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentLink[]> {
    const address = addressOf(document.uri);
    if (address === undefined) return [];
    const part = await this.#open(address);
    const { references } = await this.#search(part, token);
    const { firstLine } = part;
    return references
      .filter(({ line }) => line + firstLine < document.lineCount)
      .map(({ line, reference }) => linkOf(line + firstLine, reference));
  }

  /** Searches the lines that were added since the last call. */
  async #search(part: OutputPart, token: vscode.CancellationToken): Promise<SearchedPart> {
    const searched = this.#searched.get(part) ?? { references: [], lines: 0 };
    this.#searched.set(part, searched);
    while (searched.lines < part.layout.lines && searched.references.length < MOST_LINKS) {
      if (searched.lines % LINES_PER_TURN === LINES_PER_TURN - 1) await nextTurn();
      if (token.isCancellationRequested) break;
      const line = searched.lines;
      searched.lines += 1;
      const text = part.lineAt(line + part.firstLine) ?? '';
      const start = text.indexOf(BEFORE_TEXT) + BEFORE_TEXT.length;
      for (const found of fileReferences(text.slice(start)))
        searched.references.push({ line, reference: { ...found, start: found.start + start } });
    }
    return searched;
  }
}

function linkOf(line: number, { start, length, ...reference }: FoundReference): vscode.DocumentLink {
  const range = new vscode.Range(line, start, line, start + length);
  const link = new vscode.DocumentLink(range, commandUri(reference));
  link.tooltip = l10n.t('Open {0} in the workspace', reference.path);
  return link;
}

/**
 * Returns the URI of the command that searches for the file and opens it. VS Code decodes the query of a command one
 * additional time, so a `%` in a path must be encoded.
 */
function commandUri({ path, line, column }: FileReference): vscode.Uri {
  const subject = { kind: 'file-reference', path, line, column };
  return vscode.Uri.from({
    scheme: 'command',
    path: COMMANDS.openReferencedFile,
    query: encodeURIComponent(JSON.stringify([subject])),
  });
}
