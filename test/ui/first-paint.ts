import type { Locator } from 'playwright-core';

const HANG_MS = 120_000;

/**
 * Expands a collapsed view by a click on its header. Returns the time in ms until the frame that follows the first frame
 * with a row of the tree. Throws if no row appears within two minutes.
 */
export function firstPaint(view: Locator): Promise<number> {
  return view.evaluate(async (pane, hangMs) => {
    const header = pane.querySelector<HTMLElement>('.pane-header');
    if (header === null) throw new Error('the view has no header');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const began = performance.now();
    header.click();
    while (pane.querySelector('.pane-body .monaco-list-row') === null) {
      if (performance.now() - began > hangMs) throw new Error('the view shows no row');
      await frame();
    }
    await frame();
    return performance.now() - began;
  }, HANG_MS);
}
