import type { Locator, Page } from 'playwright-core';

/** The messages of VS Code: notifications, dialogs, the status bar. */
export class Messages {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** A visible notification, by a part of its text. */
  notification(text: string | RegExp): Locator {
    return this.#page.locator('.notification-toast').filter({ hasText: text });
  }

  /** Clicks a button of a notification. */
  async press(notification: string | RegExp, button: string): Promise<void> {
    await this.notification(notification).getByRole('button', { name: button }).click();
  }

  /** The open modal dialog. */
  get dialog(): Locator {
    return this.#page.locator('.monaco-dialog-box');
  }

  /** Answers the modal dialog. */
  async answerDialog(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button }).click();
  }

  /** An entry of the status bar, by its text. */
  statusBarItem(text: string | RegExp): Locator {
    return this.#page.locator('.statusbar .statusbar-item').filter({ hasText: text });
  }
}
