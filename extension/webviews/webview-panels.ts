import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelPage } from './panel-page.ts';
import type { PanelSession, PanelView } from './panel-session.ts';

interface Panel<Session> {
  readonly panel: vscode.WebviewPanel;
  readonly session: Session;
}

export interface WebviewPanelsNeeds<Key extends string | number, Session extends PanelSession> {
  readonly extensionUri: vscode.Uri;
  readonly viewType: string;
  /** Name of the built script and style sheet. */
  readonly page: string;
  readonly parseKey: (key: string) => Key | undefined;
  readonly titleOf: (key: Key) => string;
  readonly createSession: (key: Key, view: PanelView) => Session;
  /** Called when another panel, or none, becomes the active editor. */
  readonly onActiveChanged?: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** The webview panels of one type: one panel per object, restored with the window. */
export class WebviewPanels<Key extends string | number, Session extends PanelSession = PanelSession>
  implements vscode.WebviewPanelSerializer, vscode.Disposable
{
  readonly #needs: WebviewPanelsNeeds<Key, Session>;
  readonly #panels = new Map<Key, Panel<Session>>();

  constructor(needs: WebviewPanelsNeeds<Key, Session>) {
    this.#needs = needs;
  }

  /** The object of the panel that is the active editor. */
  get active(): Key | undefined {
    return [...this.#panels].find(([, { panel }]) => panel.active)?.[0];
  }

  /** Shows the panel of an object, and creates it if there is none. Returns its session. */
  open(key: Key): Session {
    const shown = this.#panels.get(key);
    if (shown !== undefined) {
      shown.panel.reveal();
      return shown.session;
    }
    const { viewType, titleOf } = this.#needs;
    const column = vscode.ViewColumn.Active;
    return this.#adopt(
      key,
      vscode.window.createWebviewPanel(viewType, titleOf(key), column, this.#options()),
    );
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const stored = typeof state === 'object' && state !== null && 'key' in state ? state.key : undefined;
    const key = typeof stored === 'string' ? this.#needs.parseKey(stored) : undefined;
    if (key === undefined || this.#panels.has(key)) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#adopt(key, panel);
  }

  /** Updates the visible panels. */
  refresh(): void {
    for (const { panel, session } of this.#panels.values()) {
      if (panel.visible) session.refresh().catch(this.#needs.onFailed);
    }
  }

  dispose(): void {
    for (const { panel } of this.#panels.values()) panel.dispose();
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.#folder] };
  }

  get #folder(): vscode.Uri {
    return vscode.Uri.joinPath(this.#needs.extensionUri, 'dist', 'webview');
  }

  #adopt(key: Key, panel: vscode.WebviewPanel): Session {
    const { page, titleOf, createSession, onActiveChanged, onFailed } = this.#needs;
    const { webview } = panel;
    const session = createSession(key, {
      post: (message) => {
        if (panel.visible) void webview.postMessage(message);
      },
      setTitle: (title) => {
        if (panel.title !== title) panel.title = title;
      },
    });
    this.#panels.set(key, { panel, session });
    panel.title = titleOf(key);
    panel.onDidDispose(() => {
      this.#panels.delete(key);
      session.hide();
      onActiveChanged?.();
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) session.hide();
      onActiveChanged?.();
    });
    webview.onDidReceiveMessage((message: unknown) => session.receive(message).catch(onFailed));
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.#folder, name)).toString();
    webview.html = panelPage({
      title: panel.title,
      key: String(key),
      script: file(`${page}.js`),
      style: file(`${page}.css`),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      // Without a translation, the texts are English in every display language.
      language: vscode.l10n.bundle === undefined ? 'en' : vscode.env.language,
      translation: vscode.l10n.bundle,
    });
    onActiveChanged?.();
    return session;
  }
}
