import * as vscode from 'vscode';
import { FOLDER_LINK_NAME, type FolderLink } from '../../job-language/sync/folder-link.ts';
import type { ReadOnlyTexts } from '../documents/read-only-texts.ts';
import { exists, findLinks } from './find-links.ts';
import type { LinkedFolders, LinkPlace } from './linked-folder.ts';
import { WorkspaceFolder } from './workspace-folder.ts';

const MOST_FOLDERS = 20;

/** Finds and opens the linked folders of the workspace. */
export class WorkspaceFolders implements LinkedFolders {
  readonly #texts: ReadOnlyTexts;
  readonly #onRefresh: () => void;

  constructor(texts: ReadOnlyTexts, onRefresh: () => void) {
    this.#texts = texts;
    this.#onRefresh = onRefresh;
  }

  async find(known: readonly LinkPlace[] = []): Promise<readonly LinkPlace[]> {
    if (!vscode.workspace.isTrusted) return [];
    const folders = vscode.workspace.workspaceFolders ?? [];
    const searched = await Promise.all(folders.map(({ uri }) => findLinks(uri, MOST_FOLDERS)));
    const links = known.map(({ uri }) => vscode.Uri.joinPath(vscode.Uri.parse(uri, true), FOLDER_LINK_NAME));
    const inWorkspace = links.filter((uri) => vscode.workspace.getWorkspaceFolder(uri) !== undefined);
    const kept = await Promise.all(inWorkspace.map(async (uri) => ((await exists(uri)) ? [uri] : [])));
    const all = new Map([...searched, ...kept].flat().map((uri) => [uri.toString(), uri]));
    return [...all.values()].slice(0, MOST_FOLDERS).map((uri) => {
      const folder = vscode.Uri.joinPath(uri, '..');
      return { name: vscode.workspace.asRelativePath(folder, true), uri: folder.toString() };
    });
  }

  open(place: LinkPlace): Promise<WorkspaceFolder> {
    return WorkspaceFolder.open(place, (name, text) => this.#texts.keep(name, text));
  }

  async create(link: FolderLink): Promise<boolean> {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    if (first === undefined) return false;
    const uri = vscode.Uri.joinPath(first.uri, FOLDER_LINK_NAME);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(`${JSON.stringify(link, null, 2)}\n`));
    await vscode.window.showTextDocument(uri, { preview: false });
    this.refresh();
    return true;
  }

  refresh(): void {
    this.#onRefresh();
  }
}
