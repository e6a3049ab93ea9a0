import { packageExtension } from '../../scripts/package/package-extension.ts';
import type { Coordinator } from '../../test/e2e/harness/coordinator.ts';
import { World } from '../../test/e2e/harness/world.ts';
import { codeServer } from '../../test/lanes.ts';
import { extensionHostsOf } from '../../test/ui/extension-host.ts';
import { firstPaint } from '../../test/ui/first-paint.ts';
import { RedrawWatch } from '../../test/ui/redraw-watch.ts';
import { Workbench } from '../../test/ui/workbench.ts';
import type { Figure, Scenario } from '../figures.ts';
import { cpuShare } from '../measuring/cpu-share.ts';
import { changeJob, largeInstallation } from '../measuring/large-installation.ts';

const WINDOWS = 5;
const CHANGES = 10;
/** Time in which the window receives the last redraw after a change, in ms. VS Code collects redraws for 200 ms. */
const SETTLE_MS = 3000;
const MINUTE_MS = 60_000;
/** Maximum time of one count of redraws, in ms. */
const COUNT_MS = 20_000;
const IDLE_MS = 30_000;
const IDLE_TIMES = 2;
const CONNECT_MS = 120_000;

/** The views that are initially expanded. */
const EXPANDED = ['Runners', 'Tags', 'Projects', 'Executions'] as const;
/** The views with many objects. The view Keys has one row: its time is the lower bound for the other views. */
const LARGE = [...EXPANDED, 'Overview', 'Schedules'] as const;

/**
 * Shows a large installation in a real VS Code. Measures for each view the time from a click on its header to its first
 * paint in a new window, how many redraws the extension requests after changes, and the CPU time of an idle extension
 * host: with the event stream, and as a floor without a coordinator.
 */
export const largeViews: Scenario = {
  name: 'views of 5,000 runners, 2,000 tags, 10,000 jobs and 100,000 executions in VS Code',
  goals: [
    ...LARGE.map((view) => ({
      figure: paintOf(view),
      percentile: 50,
      relation: 'at most' as const,
      value: 300,
    })),
    { figure: 'redraws, hidden', percentile: 100, relation: 'at most', value: 0 },
    { figure: 'redraws, unchanged', percentile: 100, relation: 'at most', value: 0 },
    { figure: 'redraws, changed', percentile: 0, relation: 'at least', value: 1 },
    { figure: 'idle, connected', percentile: 50, relation: 'at most', value: 1 },
  ],
  async measure() {
    await codeServer();
    await packageExtension();
    await using world = await World.open();
    const coordinator = await largeInstallation(world);
    await using workbench = await Workbench.open();
    const redraws = new RedrawWatch(workbench.page);
    await connect(workbench, coordinator);
    for (const view of EXPANDED) await workbench.sideBar.toggleView(view);
    const paints = await measuredPaints(workbench);
    const redrawn = await measuredRedraws(workbench, coordinator, redraws);
    const idle = await measuredIdleness(workbench);
    return [...paints, ...redrawn, ...idle];
  },
};

function paintOf(view: string): string {
  return view === 'Keys' ? 'floor: paint of one row' : `paint of ${view}`;
}

async function connect(workbench: Workbench, { url, token }: Coordinator): Promise<void> {
  const { palette, sideBar } = workbench;
  await sideBar.open('Outrunner');
  await palette.run('Outrunner: Connect to Coordinator…');
  await palette.answer('Connect to Coordinator (1/2)', url);
  await palette.answer('Connect to Coordinator (2/2)', token);
  await connected(workbench);
  await sideBar.row(/^runner-0, /).waitFor();
}

/** Waits until the status bar shows that the window is connected. */
async function connected({ messages }: Workbench): Promise<void> {
  const icon = messages.statusBarItem('Outrunner').locator('.codicon-server-environment');
  await icon.waitFor({ timeout: CONNECT_MS });
}

/** Measures the first paint of each view in new windows, in which all views are collapsed at first. */
async function measuredPaints(workbench: Workbench): Promise<readonly Figure[]> {
  const samples = new Map<string, number[]>([...LARGE, 'Keys'].map((view) => [view, []]));
  for (let window = 0; window < WINDOWS; window += 1) {
    await workbench.reload();
    await workbench.sideBar.open('Outrunner');
    await connected(workbench);
    for (const [view, times] of samples) {
      times.push(await firstPaint(workbench.sideBar.view(view)));
      await workbench.sideBar.toggleView(view);
    }
  }
  return Array.from(samples, ([view, times]) => ({ name: paintOf(view), unit: 'ms', samples: times }));
}

/** Counts the redraws after changes: while all views are hidden, then of a visible view. */
async function measuredRedraws(
  { page, sideBar }: Workbench,
  { client }: Coordinator,
  redraws: RedrawWatch,
): Promise<readonly Figure[]> {
  const { runners } = await client.listRunnerOverviews();
  const runner = runners.find(({ name }) => name === 'runner-0');
  if (runner === undefined) throw new Error('the runner was not created');
  const changeRunner = (description: string) =>
    client.updateRunner({ params: { runner: runner.id }, body: { description } });
  const after = async (act: (text: string) => Promise<unknown>): Promise<number> => {
    // At each minute, the rows of online runners change, because they show their uptime.
    const left = MINUTE_MS - (Date.now() % MINUTE_MS);
    if (left < COUNT_MS) await page.waitForTimeout(left);
    await page.waitForTimeout(SETTLE_MS);
    redraws.take();
    for (let change = 0; change < CHANGES; change += 1) await act(`${performance.now()}`);
    await page.waitForTimeout(SETTLE_MS);
    return redraws.take().length;
  };
  const hidden = [await after(changeRunner), await after((text) => changeJob(client, text))];
  await sideBar.toggleView('Runners');
  const unchanged = await after((text) => changeJob(client, text));
  const changed = await after(changeRunner);
  await sideBar.toggleView('Runners');
  return [
    { name: 'redraws, hidden', unit: `of ${CHANGES} changes`, samples: hidden },
    { name: 'redraws, unchanged', unit: `of ${CHANGES} changes`, samples: [unchanged] },
    { name: 'redraws, changed', unit: `of ${CHANGES} changes`, samples: [changed] },
  ];
}

/** Measures the extension host while the window shows the views and nobody uses it. */
async function measuredIdleness(workbench: Workbench): Promise<readonly Figure[]> {
  const { sideBar, palette, page } = workbench;
  for (const view of EXPANDED) await sideBar.toggleView(view);
  const idle = async (): Promise<readonly number[]> => {
    await page.waitForTimeout(SETTLE_MS);
    const hosts = await extensionHostsOf(workbench);
    const shares: number[] = [];
    for (let time = 0; time < IDLE_TIMES; time += 1) shares.push(await cpuShare(hosts, IDLE_MS));
    return shares;
  };
  const online = await idle();
  await palette.run('Outrunner: Disconnect from Coordinator');
  await sideBar.welcomeButton('connect to another coordinator').waitFor();
  const offline = await idle();
  return [
    { name: 'idle, connected', unit: '% of a CPU', samples: online },
    { name: 'floor: idle, alone', unit: '% of a CPU', samples: offline },
  ];
}
