import { join } from 'node:path';
import { root } from '../../scripts/checkout/root.ts';
import { installedCodeServer } from '../../scripts/code-server/code-server.ts';
import { launchChromium } from '../browser/chromium.ts';
import type { IsolatedHome } from '../browser/isolated-home.ts';
import { type ServerProcess, startServer } from '../browser/server-process.ts';
import { createHostWorkspace } from './host-workspace.ts';

/** How the window ended. */
export interface WindowEnd {
  /** The exit code: 0 if every test passed. Undefined if the window did not close in time. */
  readonly code: number | undefined;
  /** The last lines that the window and its extension host printed. */
  readonly printed: readonly string[];
}

const KEPT_LINES = 60;
const SUITES = join(root, 'dist', 'test', 'host', 'index.cjs');

/**
 * Runs the suites in the extension host of a real VS Code, whose window is a page in Chromium. The server is VS Code's
 * own. VS Code accepts the payload with the extension under test only with its smoke test driver, which also provides
 * the functions by which the window reports its output and its end.
 */
export async function runInBrowser(
  home: IsolatedHome,
  extensionEnvironment: Readonly<Record<string, string>>,
  limitMs: number,
): Promise<WindowEnd> {
  const workspace = await createHostWorkspace(home);
  await using server = await startVsCodeServer(home);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const printed: string[] = [];
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      printed.push(`[${type}] ${args.map(String).join(' ')}`);
      if (printed.length > KEPT_LINES) printed.shift();
    });
    const { promise: ended, resolve: end } = Promise.withResolvers<number | undefined>();
    await page.exposeFunction('codeAutomationExit', (code: number) => end(code));
    const limit = setTimeout(() => end(undefined), limitMs);
    page.on('crash', () => end(undefined));
    await page.goto(windowUrl(server.port, workspace, extensionEnvironment));
    const code = await ended;
    clearTimeout(limit);
    return { code, printed };
  } finally {
    await browser.close();
  }
}

function startVsCodeServer(home: IsolatedHome): Promise<ServerProcess> {
  return startServer({
    program: installedCodeServer().vscodeServer,
    args: [
      ...[
        '--host',
        '127.0.0.1',
        '--port',
        '0',
        '--without-connection-token',
        '--accept-server-license-terms',
      ],
      ...['--enable-smoke-test-driver', '--server-data-dir', join(home.folder, 'server')],
      ...['--disable-telemetry', '--disable-workspace-trust'],
    ],
    environment: home.environment,
    listening: /Extension host agent listening on (\d+)/,
  });
}

function windowUrl(port: number, workspace: string, extensionEnvironment: object): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(SUITES)],
    ['extensionEnvironment', JSON.stringify(extensionEnvironment)],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ workspace, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}
