import type { Locator, Page } from 'playwright-core';

/** How long the palette may take to open, and how often it is asked to. */
const OPENING_MS = 3000;
const OPENING_ATTEMPTS = 4;

/** The command palette, and the quick picks and input boxes that open in its place. */
export class Palette {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Runs a command by its whole title, such as `Outrunner: Create Runner…`. */
  async run(title: string): Promise<void> {
    await this.#open();
    await this.input.fill(`>${title}`);
    await this.option(title).first().click();
  }

  /** A palette that is just closing swallows the key which would open it again. */
  async #open(): Promise<void> {
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

  /** The text field that is open. */
  get input(): Locator {
    return this.#page.locator('.quick-input-widget input.input').last();
  }

  /** An entry that is offered, by a part of its text. */
  option(text: string): Locator {
    return this.#page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text });
  }

  /** The entry that Enter would take. */
  get highlighted(): Locator {
    return this.#page.locator('.quick-input-list .monaco-list-row.focused');
  }

  /** The title or the prompt that is shown. */
  get title(): Locator {
    return this.#page.locator('.quick-input-title');
  }

  /** The validation message or the prompt of an input box. */
  get message(): Locator {
    return this.#page.locator('.quick-input-message');
  }

  /** Answers the input box of that title; one of several steps is known by its number, such as `Create Runner (2/4)`. */
  async answer(title: string, text: string): Promise<void> {
    await this.step(title);
    await this.input.fill(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Waits for the question of that title. */
  async step(title: string): Promise<void> {
    await this.title.filter({ hasText: title }).waitFor();
  }

  /** Chooses one entry of a quick pick. */
  async choose(text: string): Promise<void> {
    await this.option(text).first().click();
  }

  /** Ticks entries of a quick pick that takes many, and accepts. */
  async tick(...texts: string[]): Promise<void> {
    for (const text of texts) await this.option(text).first().getByRole('checkbox').click();
    await this.#page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  }
}
