/** A webview panel as its session uses it. */
export interface PanelView {
  /** Sends a message to the page. Does nothing while the page is hidden or not loaded. */
  post(message: unknown): void;
  setTitle(title: string): void;
}

/** The state behind one webview panel. It decides what the page shows; the page only renders. */
export interface PanelSession {
  /** Handles a message of the page. Messages that do not match the protocol are ignored. */
  receive(message: unknown): Promise<void>;
  /** Called after each change of the model while the panel is visible. */
  refresh(): Promise<void>;
  /** Called when the page is hidden, and when the panel is closed. VS Code unloads hidden pages. */
  hide(): void;
}
