import type { Page } from 'playwright-core';

/** A message of the extension host that asks the window to redraw rows of a view: the method, then the view. */
const REDRAW = /\$refresh[\s\S]{0,16}?"(outrunner\.\w+)"/g;

/**
 * Counts how often the extension asks the window to redraw rows of its views, in the messages that the window receives.
 * Sees only connections that are opened after its creation, so the window must be reloaded.
 */
export class RedrawWatch {
  #views: string[] = [];

  constructor(page: Page) {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const text = typeof payload === 'string' ? payload : payload.toString('latin1');
        for (const [, view = ''] of text.matchAll(REDRAW)) this.#views.push(view);
      }),
    );
  }

  /** Returns the ids of the views of all requests since the last call, one for each request. */
  take(): readonly string[] {
    const taken = this.#views;
    this.#views = [];
    return taken;
  }
}
