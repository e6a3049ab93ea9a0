import type { Locator, Page } from 'playwright-core';

/** The visible integrated terminal. */
export class Terminals {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Returns the lines on its screen, without trailing spaces. */
  async lines(): Promise<string[]> {
    const rows = await this.screen.locator('.xterm-rows > div').allInnerTexts();
    // The renderer draws non-breaking spaces.
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd());
  }

  /** Waits until the screen contains a text, and returns the whole screen. */
  async waitFor(text: string | RegExp, timeoutMs = 30_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const screen = (await this.lines()).join('\n');
      if (typeof text === 'string' ? screen.includes(text) : text.test(screen)) return screen;
      if (Date.now() > deadline) throw new Error(`the terminal never showed ${text}; it shows:\n${screen}`);
      await this.#page.waitForTimeout(50);
    }
  }

  /** Types text as on a keyboard. For control characters such as `\x03` use `press('Control+c')`. */
  async type(text: string): Promise<void> {
    await this.screen.click();
    await this.#page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    await this.screen.click();
    await this.#page.keyboard.press(key);
  }

  /** A terminal in the list of terminals, by its name. */
  tab(name: string | RegExp): Locator {
    return this.#page.locator('.terminal-tabs-entry, .single-terminal-tab').filter({ hasText: name });
  }

  /** Shows a terminal by its name once it exists. VS Code lists terminals only if there are several. */
  async show(name: string | RegExp): Promise<void> {
    await this.tab(name).first().waitFor();
    const listed = this.#page.locator('.terminal-tabs-entry').filter({ hasText: name });
    if ((await listed.count()) > 0) await listed.first().click();
  }

  /** Returns the number of terminals with a name. VS Code lists terminals only if there are several. */
  async named(name: string | RegExp): Promise<number> {
    const listed = await this.#page.locator('.terminal-tabs-entry').filter({ hasText: name }).count();
    return listed === 0 ? this.tab(name).count() : listed;
  }

  /** A part of the screen whose text is drawn in colour or bold. */
  get styledText(): Locator {
    return this.screen.locator('.xterm-rows span[class*="xterm-fg"], .xterm-rows span[style*="color"]');
  }

  /**
   * Returns the CSS classes of the part of the screen that shows a text. Classes that begin with `xterm-fg-`
   * are its colour.
   */
  async colourOf(text: string): Promise<string> {
    const part = this.screen.locator('.xterm-rows span').filter({ hasText: text }).first();
    return (await part.getAttribute('class')) ?? '';
  }

  /** Marks all terminals that exist, so that {@link unmarked} finds only a later one. */
  async mark(): Promise<void> {
    await this.#page.locator('.terminal-wrapper .xterm').evaluateAll((all) => {
      for (const one of all) one.setAttribute('data-marked', '');
    });
  }

  /** The visible terminal, if it was created after the last call of {@link mark}. */
  get unmarked(): Locator {
    return this.#page.locator('.terminal-wrapper .xterm:not([data-marked]):visible').first();
  }

  get screen(): Locator {
    return this.#page.locator('.terminal-wrapper .xterm:visible').first();
  }
}
