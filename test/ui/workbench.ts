import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { launchChromium } from '../browser/chromium.ts';
import { type IsolatedHome, isolatedHome } from '../browser/isolated-home.ts';
import type { ServerProcess } from '../browser/server-process.ts';
import { installExtension } from './installed-extension.ts';
import { Messages } from './messages.ts';
import { Palette } from './palette.ts';
import { SideBar } from './side-bar.ts';
import { Terminals } from './terminals.ts';
import { startWorkbenchServer, type WorkbenchServerOptions } from './workbench-server.ts';

const WINDOW = { width: 1280, height: 800 };
const SCREENSHOTS = join(import.meta.dirname, 'screenshots');
const DOCS_IMAGES = join(import.meta.dirname, '..', '..', 'docs', 'images');

/** Differences from the default workbench. */
export type WorkbenchOptions = Omit<WorkbenchServerOptions, 'extensionsFolder'>;

/**
 * A VS Code window in a browser, with the packaged extension, a separate home and an empty folder. Tests use
 * it as a user does.
 */
export class Workbench implements AsyncDisposable {
  readonly home: IsolatedHome;
  /** The open folder. */
  readonly folder: string;
  readonly #server: ServerProcess;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  #page: Page;

  private constructor(parts: {
    home: IsolatedHome;
    folder: string;
    server: ServerProcess;
    context: BrowserContext;
    page: Page;
  }) {
    this.home = parts.home;
    this.folder = parts.folder;
    this.#server = parts.server;
    this.#context = parts.context;
    this.#page = parts.page;
    const browser = parts.context.browser();
    if (browser === null) throw new Error('a workbench needs the browser that its window belongs to');
    this.#browser = browser;
  }

  /** Opens a window and waits until it can be used. */
  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    await using cleanup = new AsyncDisposableStack();
    const home = cleanup.use(await isolatedHome());
    const folder = join(home.folder, 'workspace');
    await mkdir(folder);
    const extensionsFolder = await installExtension(home);
    const server = cleanup.use(await startWorkbenchServer(home, { ...options, extensionsFolder }));
    const browser = cleanup.adopt(await launchChromium(), (one) => one.close());
    const context = await browser.newContext({ viewport: WINDOW });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await openWindow(context, server, folder);
    cleanup.move();
    return new Workbench({ home, folder, server, context, page });
  }

  get page(): Page {
    return this.#page;
  }

  get palette(): Palette {
    return new Palette(this.#page);
  }

  get sideBar(): SideBar {
    return new SideBar(this.#page);
  }

  get messages(): Messages {
    return new Messages(this.#page);
  }

  get terminals(): Terminals {
    return new Terminals(this.#page);
  }

  /** The content of the visible webview. */
  get webview(): FrameLocator {
    return this.#page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /**
   * Closes the window and opens it again, as a user does who returns the next day, or opens another folder instead. The
   * server keeps running.
   */
  async reopen(folder = this.folder): Promise<void> {
    await this.#page.close();
    this.#page = await openWindow(this.#context, this.#server, folder);
  }

  /** Reloads the window by its command, so that VS Code saves which editors are open. */
  async reload(): Promise<void> {
    const loaded = this.#page.waitForEvent('load');
    await this.palette.run('Developer: Reload Window');
    await loaded;
    await this.#page.locator('.monaco-workbench .statusbar').waitFor();
  }

  /** Waits until the user has copied a text that matches, and returns it. */
  async copied(pattern: RegExp): Promise<string> {
    const read = () => this.#page.evaluate(() => navigator.clipboard.readText());
    const deadline = Date.now() + 10_000;
    let text = await read();
    while (!pattern.test(text)) {
      if (Date.now() > deadline) throw new Error(`nothing like ${pattern} was copied, but ${text}`);
      await this.#page.waitForTimeout(50);
      text = await read();
    }
    return text;
  }

  /**
   * Saves a screenshot of the window in `test/ui/screenshots`.
   *
   * @returns its path
   */
  async screenshot(name: string): Promise<string> {
    await mkdir(SCREENSHOTS, { recursive: true });
    await this.#fade();
    const path = join(SCREENSHOTS, `${name.replace(/[^\w.-]+/g, '-').slice(0, 100)}.png`);
    await this.#page.screenshot({ path });
    return path;
  }

  /** Switches to a theme by its name. `themeClass` is the CSS class that VS Code then sets. */
  async useTheme(name: string, themeClass: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light'): Promise<void> {
    await this.palette.run('Preferences: Color Theme');
    await this.palette.input.fill(name);
    await this.palette.option(name).first().waitFor();
    await this.#page.keyboard.press('Enter');
    await this.#page.locator(`.monaco-workbench.${themeClass}`).waitFor();
    await this.#page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Switches between the light and the dark theme. */
  async toggleTheme(): Promise<void> {
    const isDark = () => this.#page.locator('.monaco-workbench.vs-dark').count();
    const next = (await isDark()) === 0 ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs';
    await this.palette.run('Preferences: Toggle between Light/Dark Themes');
    await this.#page.locator(next).waitFor();
  }

  /** Saves a screenshot for the documentation, and a copy in `docs/images` if OUTRUNNER_DOCS_IMAGES is set. */
  async picture(name: string): Promise<void> {
    await this.#settle();
    const path = await this.screenshot(name);
    if (process.env['OUTRUNNER_DOCS_IMAGES'] === undefined) return;
    await mkdir(DOCS_IMAGES, { recursive: true });
    await copyFile(path, join(DOCS_IMAGES, `${name}.png`));
  }

  /**
   * Moves the pointer away from all controls, and waits until no view shows a progress badge and animations have ended.
   */
  async #settle(): Promise<void> {
    await this.#page.mouse.move(WINDOW.width / 2 + 300, 2);
    await this.#page.waitForFunction(() => document.querySelector('.badge.progress-badge') === null);
    await this.#fade();
  }

  /** Waits until fade animations have ended. */
  async #fade(): Promise<void> {
    await this.#page.evaluate(async () => {
      const endless = (animation: Animation) => animation.effect?.getTiming().iterations === Infinity;
      const fading = document.getAnimations().filter((animation) => !endless(animation));
      await Promise.allSettled(fading.map((animation) => animation.finished));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#server[Symbol.asyncDispose]();
    await this.home[Symbol.asyncDispose]();
  }
}

async function openWindow(context: BrowserContext, server: ServerProcess, folder: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.port}/?${new URLSearchParams({ folder })}`);
  await page.locator('.monaco-workbench .statusbar').waitFor();
  await page.locator('.activitybar').getByRole('tab', { name: 'Explorer' }).waitFor();
  return page;
}
