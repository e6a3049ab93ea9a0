import type { Page } from 'playwright-core';

/** Counts the clicks of a user in a window of VS Code. Keys, and clicks in webviews, do not count. */
export class ClickCounter {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async start(page: Page): Promise<ClickCounter> {
    await page.evaluate(() => {
      const { dataset } = document.documentElement;
      dataset['clicks'] = '0';
      const count = () => {
        dataset['clicks'] = String(Number(dataset['clicks']) + 1);
      };
      document.addEventListener('pointerdown', count, { capture: true });
    });
    return new ClickCounter(page);
  }

  async count(): Promise<number> {
    return this.#page.evaluate(() => Number(document.documentElement.dataset['clicks']));
  }
}
