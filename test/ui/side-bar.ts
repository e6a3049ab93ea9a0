import type { Locator, Page } from 'playwright-core';

/** Time limit of one attempt to use a context menu, in ms. */
const MENU_MS = 10_000;
const MENU_ATTEMPTS = 3;

/** Time limit of one attempt to show a view container, in ms. */
const OPENING_MS = 10_000;
const OPENING_ATTEMPTS = 3;

/** The side bar: view containers, their trees and welcome contents. */
export class SideBar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /**
   * Shows a view container by its title, unless it is visible. Clicks again if a window that restores the side bar
   * selected the container before the click, which then closed it.
   */
  async open(container: string): Promise<void> {
    const tab = this.tab(container);
    const heading = this.#page.locator('.sidebar').getByRole('heading', { name: container }).first();
    for (let attempt = 1; ; attempt += 1) {
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.locator('a').click();
      try {
        return await heading.waitFor({ timeout: OPENING_MS });
      } catch (error) {
        if (attempt === OPENING_ATTEMPTS) throw error;
      }
    }
  }

  /** The icon of a view container in the activity bar. */
  tab(container: string): Locator {
    return this.#page.locator('.activitybar').getByRole('tab', { name: container });
  }

  /** A view by its title, with its header and body. */
  view(title: string): Locator {
    return this.#page
      .locator('.sidebar .pane')
      .filter({ has: this.#page.getByRole('button', { name: sectionName(title) }) });
  }

  /** Opens or closes a view by a click on its header. */
  async toggleView(title: string): Promise<void> {
    await this.#page
      .locator('.sidebar')
      .getByRole('button', { name: sectionName(title) })
      .click();
  }

  /** A row of any tree in the side bar, by its label or description. */
  row(name: string | RegExp): Locator {
    return this.#page.locator('.sidebar').getByRole('treeitem', { name });
  }

  /** A button in a welcome content, or a link in its text, which VS Code renders as a button too. */
  welcomeButton(label: string): Locator {
    return this.#page.locator('.sidebar .welcome-view').getByRole('button', { name: label });
  }

  /** Clicks an inline action of a row, which is visible while the pointer hovers over the row. */
  async rowAction(name: string | RegExp, action: string): Promise<void> {
    const row = this.row(name).first();
    await row.hover();
    await row.getByRole('button', { name: action }).click();
  }

  /** Opens the context menu of a row and points at an entry. Returns the menu, with the submenu that the entry opens. */
  openRowMenu(name: string | RegExp, entry: string): Promise<Locator> {
    return this.#pointAt(name, { name: entry, exact: true });
  }

  /** Chooses an entry of a row's context menu. */
  async rowMenu(name: string | RegExp, entry: string): Promise<void> {
    await this.#pointAt(name, { name: entry });
    // A menu ignores clicks in its first tenth of a second, so that the click that opened it chooses nothing.
    await this.#page.keyboard.press('Enter');
  }

  /** Chooses an entry of a submenu in a row's context menu. */
  async rowSubmenu(name: string | RegExp, submenu: string, entry: string): Promise<void> {
    const menus = await this.#pointAt(name, { name: submenu, exact: true });
    await menus.getByRole('menuitem', { name: entry }).hover();
    await this.#page.keyboard.press('Enter');
  }

  /** Chooses an entry of a menu in the title of a view. */
  async titleMenu(view: string, action: string, entry: string): Promise<void> {
    await this.#pointIn(() => this.viewAction(view, action), { name: entry, exact: true });
    await this.#page.keyboard.press('Enter');
  }

  /** Opens the context menu of a row and points at an entry. */
  #pointAt(row: string | RegExp, entry: { name: string; exact?: boolean }): Promise<Locator> {
    return this.#pointIn(() => this.row(row).first().click({ button: 'right' }), entry);
  }

  /**
   * Opens a menu and points at an entry. Opens the menu again if the window closed or moved it, because the focus or the
   * title was still changing.
   */
  async #pointIn(open: () => Promise<void>, entry: { name: string; exact?: boolean }): Promise<Locator> {
    const menu = this.#page.locator('.monaco-menu');
    for (let attempt = 1; ; attempt += 1) {
      await open();
      try {
        await menu.getByRole('menuitem', entry).hover({ timeout: MENU_MS });
        return menu;
      } catch (error) {
        if (attempt === MENU_ATTEMPTS) throw error;
        if (await menu.isVisible()) await this.#page.keyboard.press('Escape');
      }
    }
  }

  /** Drags a row, and all selected rows if it is one of them, onto another row. */
  async dragRow(name: string | RegExp, target: string | RegExp): Promise<void> {
    await this.row(name).first().hover();
    await this.#page.mouse.down();
    // The first move starts the drag, and the second one is a move over the target.
    await this.row(target).first().hover();
    await this.row(target)
      .first()
      .hover({ position: { x: 60, y: 12 } });
    await this.#page.mouse.up();
  }

  /** Clicks an action in the title of a view. */
  async viewAction(view: string, action: string): Promise<void> {
    const pane = this.view(view);
    await pane.hover();
    await pane.locator('.pane-header').getByRole('button', { name: action }).click();
  }
}

/** Matches the name of the header of a view, which may contain the description of the view. */
function sectionName(title: string): RegExp {
  return new RegExp(`^${title}\\b.* Section$`);
}
