import type { Locator, Page } from 'playwright-core';

/** Time that the palette may take to open, and number of attempts to open it. */
const OPENING_MS = 3000;
const OPENING_ATTEMPTS = 4;

/** Time that each step of choosing a command may take, and number of times that the command is typed. */
const CHOOSING_MS = 2000;
const CHOOSING_ATTEMPTS = 15;

/** The command palette, and the quick picks and input boxes that open in its place. */
export class Palette {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /**
   * Runs a command by its whole title, such as `Outrunner: Create Runner…`. Types the title again if the command is not
   * offered: the palette searches the commands only when its text changes, so that it never offers a command that is
   * enabled later, for example when a window has found out that its folder is trusted. Opens the palette again if it
   * closed, for example because an editor took the focus.
   */
  async run(title: string): Promise<void> {
    await this.open();
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.input.fill('>', { timeout: CHOOSING_MS });
        await this.input.fill(`>${title}`, { timeout: CHOOSING_MS });
        return await this.option(title).first().click({ timeout: CHOOSING_MS });
      } catch (error) {
        if (attempt === CHOOSING_ATTEMPTS) throw error;
      }
      if (!(await this.input.isVisible())) await this.open();
    }
  }

  /** Opens the palette. Tries several times, because a palette that is closing ignores the key. */
  async open(): Promise<void> {
    await this.#page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    for (let attempt = 0; attempt < OPENING_ATTEMPTS; attempt += 1) {
      await this.#page.keyboard.press('F1');
      const opened = this.input.waitFor({ timeout: OPENING_MS }).then(
        () => true,
        () => false,
      );
      if (await opened) return;
    }
  }

  /** The open text field. */
  get input(): Locator {
    return this.#page.locator('.quick-input-widget input.input').last();
  }

  /** An offered entry, by a part of its text. */
  option(text: string): Locator {
    return this.#page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text });
  }

  /** The entry that Enter would choose. */
  get highlighted(): Locator {
    return this.#page.locator('.quick-input-list .monaco-list-row.focused');
  }

  /** The open text field, while it shows a hint that begins with `text` instead of an input. */
  placeholder(text: string): Locator {
    return this.#page.locator(`.quick-input-widget input.input[placeholder^=${JSON.stringify(text)}]`);
  }

  /** Waits until the open text field has the focus. */
  async isFocused(): Promise<void> {
    await this.#page.locator('.quick-input-widget input:focus').waitFor();
  }

  /** The visible title or prompt. */
  get title(): Locator {
    return this.#page.locator('.quick-input-title');
  }

  /** The validation message or the prompt of an input box. */
  get message(): Locator {
    return this.#page.locator('.quick-input-message');
  }

  /**
   * Answers the input box with that title. A step of a form has its number in the title, such as `Create
   * Runner (2/4)`.
   */
  async answer(title: string, text: string): Promise<void> {
    await this.step(title);
    await this.input.fill(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Waits for the question with that title. */
  async step(title: string): Promise<void> {
    await this.title.filter({ hasText: title }).waitFor();
  }

  /** Chooses one entry of a quick pick. */
  async choose(text: string): Promise<void> {
    await this.option(text).first().click();
  }

  /** Selects entries of a quick pick that allows several, and accepts. */
  async tick(...texts: string[]): Promise<void> {
    for (const text of texts) await this.option(text).first().getByRole('checkbox').click();
    await this.#page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  }
}
