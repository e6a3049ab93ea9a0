import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Coordinator } from '../e2e/harness/coordinator.ts';
import { importJob } from '../e2e/harness/jobs.ts';
import { until } from '../e2e/harness/until.ts';
import { World } from '../e2e/harness/world.ts';
import { extensionHostsOf } from './extension-host.ts';
import { GapProxy } from './gap-proxy.ts';
import { useWorkbench } from './use-workbench.ts';

const LOST = 'Connection lost. Reconnecting…';
const STALE = 'Showing the last known state.';

/** An interruption while an execution prints lines. */
interface Interruption {
  /** The name of the job. */
  readonly job: string;
  /** Interrupts, and ends the interruption. */
  readonly act: () => Promise<void>;
  /** Whether the window stays, and with it the selection in its trees. */
  readonly keepsWindow: boolean;
  /** Whether the execution ends before the window reaches the coordinator again. */
  readonly endsMeanwhile?: true;
}

describe('an execution that prints lines', function () {
  this.bail(true);
  // A hang guard. VS Code and the coordinator notice a gap only after tens of seconds.
  this.timeout(300_000);
  const workbench = useWorkbench({
    settings: { 'files.autoSave': 'off', 'terminal.integrated.scrollback': 50_000 },
  });
  let world: World;
  let coordinator: Coordinator;
  /** Between the window and the coordinator. */
  let windowLink: GapProxy;
  /** Between the runner and the coordinator. */
  let runnerLink: GapProxy;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator();
    windowLink = await GapProxy.open(coordinator.port);
    runnerLink = await GapProxy.open(coordinator.port);
    await world.runner(coordinator, {
      name: 'edge',
      tags: ['edge'],
      project: 'demo',
      server: runnerLink.url,
    });
    const { sideBar, palette } = workbench();
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Connect to Coordinator…');
    await palette.answer('Connect to Coordinator (1/2)', windowLink.url);
    await palette.answer('Connect to Coordinator (2/2)', coordinator.token);
    await sideBar.row(/^edge, Healthy/).waitFor();
  });
  after(async () => {
    coordinator?.client.close();
    await windowLink?.[Symbol.asyncDispose]();
    await runnerLink?.[Symbol.asyncDispose]();
    await world?.[Symbol.asyncDispose]();
  });

  const printed = async (execution: ExecutionId): Promise<string[]> => {
    const { entries } = await coordinator.client.getExecutionOutput({
      params: { execution },
    });
    return entries.map(({ log }) => log);
  };
  /** Waits until the runner has delivered more lines to the coordinator. */
  const moreLines = async (execution: ExecutionId): Promise<void> => {
    const before = (await printed(execution)).length;
    await until('more lines', async () =>
      (await printed(execution)).length > before + 5 ? true : undefined,
    );
  };
  const running = async (job: string): Promise<ExecutionId> =>
    until(`an execution of ${job}`, async () => {
      const { executions } = await coordinator.client.listExecutions({ query: {} });
      return executions.find((it) => it.job?.name === job && it.status === 'running')?.id;
    });

  const killHosts = async (): Promise<void> => {
    for (const host of await extensionHostsOf(workbench())) process.kill(host, 'SIGKILL');
  };

  const interruptions: Readonly<Record<string, Interruption>> = {
    'the window is reloaded twice': {
      job: 'reloaded',
      keepsWindow: false,
      act: async () => {
        await workbench().reload();
        await workbench().reload();
      },
    },
    'the window is reloaded and the execution ends meanwhile': {
      job: 'reloaded-ended',
      keepsWindow: false,
      endsMeanwhile: true,
      act: () => workbench().reload(),
    },
    'the extension host is killed': {
      job: 'host-killed',
      keepsWindow: false,
      act: killHosts,
    },
    'the extension host is killed and the execution ends meanwhile': {
      job: 'host-killed-ended',
      keepsWindow: false,
      endsMeanwhile: true,
      act: killHosts,
    },
    'the coordinator is killed and started again': {
      job: 'coordinator-killed',
      keepsWindow: true,
      act: async () => {
        await coordinator.program.end('SIGKILL');
        const { page, terminals } = workbench();
        await terminals.waitFor(LOST);
        await page.locator('.sidebar').getByText(STALE).first().waitFor();
        await workbench().screenshot('stale views');
        coordinator = await coordinator.again();
        await page.locator('.sidebar').getByText(STALE).first().waitFor({ state: 'hidden' });
      },
    },
    'the network between VS Code and the coordinator had a gap': {
      job: 'window-gap',
      keepsWindow: true,
      act: async () => {
        windowLink.silence();
        const { page, terminals } = workbench();
        await terminals.waitFor(LOST, 120_000);
        await page.locator('.sidebar').getByText(STALE).first().waitFor();
        windowLink.restore();
        await page.locator('.sidebar').getByText(STALE).first().waitFor({ state: 'hidden' });
      },
    },
    'the network between the runner and the coordinator had a gap': {
      job: 'runner-gap',
      keepsWindow: true,
      act: async () => {
        runnerLink.silence();
        await workbench()
          .sideBar.row(/^edge, (Unhealthy|Unknown|Down)/)
          .waitFor({ timeout: 180_000 });
        runnerLink.restore();
        await workbench()
          .sideBar.row(/^edge, Healthy/)
          .waitFor({ timeout: 120_000 });
      },
    },
  };

  for (const [title, { job, act, keepsWindow, endsMeanwhile }] of Object.entries(interruptions)) {
    it(`loses no line, edit or selection and keeps its only terminal active after ${title}`, async () => {
      const gate = world.path(job);
      const lines = `i=0; until [ -e ${gate} ]; do i=$((i+1)); echo "line $i"; sleep 0.02; done; echo "all $i"`;
      const counted = await importJob(coordinator.client, { name: job, tags: ['edge'], steps: [lines] });
      const beside = `echo beside; until [ -e ${gate} ]; do sleep 0.05; done`;
      const neighbour = await importJob(coordinator.client, {
        name: `${job}-beside`,
        tags: ['edge'],
        steps: [beside],
      });
      const { sideBar, terminals, page, palette } = workbench();
      const row = new RegExp(`^Job ${job}(?!-)`);
      await sideBar.row(row).first().click();
      const editor = page.locator('.monaco-editor[data-uri^="outrunner-job"]').first();
      await editor.locator('.view-line').filter({ hasText: 'line $i' }).waitFor();
      await editor.locator('.view-line').filter({ hasText: 'name:' }).first().click();
      await page.keyboard.press('End');
      await page.keyboard.type(' # not saved');
      await terminalsOf(new RegExp(`^Job ${job}-beside`), 'beside');
      // The first terminal is the one of the neighbour, so that it does not become active by chance.
      const execution = await runElsewhere(job);
      await sideBar.row(row).first().click();

      await moreLines(execution);
      await terminals.mark();
      if (endsMeanwhile) windowLink.silence();
      await act();
      if (endsMeanwhile) {
        await writeFile(gate, '');
        await until('the end of the execution', async () =>
          (await coordinator.client.getExecution({ params: { execution } })).status === 'succeeded'
            ? true
            : undefined,
        );
        windowLink.restore();
      }
      if (!keepsWindow) await terminals.unmarked.waitFor({ timeout: 60_000 });
      if (!endsMeanwhile) {
        await terminals.waitFor(/line \d+/);
        await moreLines(execution);
        await writeFile(gate, '');
      }
      await terminals.waitFor(/all \d+[\s\S]*succeeded/, 60_000);
      await workbench().screenshot(`lines after ${title}`);

      const stored = (await printed(execution)).filter((line) => /^(line|all) \d+$/.test(line));
      const count = stored.length - 1;
      const expected = [...Array.from({ length: count }, (_, index) => `line ${index + 1}`), `all ${count}`];
      assert.deepEqual(stored, expected);
      await palette.run('Terminal: Select All');
      await palette.run('Terminal: Copy Selection');
      const copied = await workbench().copied(new RegExp(`all ${count}\\b`));
      const shown = copied.split(/\r?\n/).map((line) => line.replaceAll('\u00a0', ' ').trimEnd());
      assert.deepEqual(
        shown.filter((line) => /^(line|all) \d+$/.test(line)),
        expected,
      );
      assert.equal(await terminals.named(new RegExp(`#\\d+ ${job}(?!-)`)), 1);
      assert.equal(await terminals.named(new RegExp(`#\\d+ ${job}-beside`)), 1);
      await editor.locator('.view-line').filter({ hasText: '# not saved' }).waitFor();
      if (keepsWindow) assert.equal(await sideBar.row(row).first().getAttribute('aria-selected'), 'true');
      await palette.run('Terminal: Kill All Terminals');
      await palette.run('File: Revert File');
      await palette.run('View: Close All Editors');
      // The rows of more jobs would not all be visible.
      for (const id of [counted, neighbour]) await coordinator.client.deleteJob({ params: { job: id } });
    });
  }

  /** Runs a job by its row and waits for a text in its terminal. */
  const terminalsOf = async (row: RegExp, text: string): Promise<void> => {
    await workbench().sideBar.rowAction(row, 'Run Job…');
    await workbench().terminals.waitFor(text);
  };
  /** Runs the job whose editor has unsaved changes, and returns its execution. */
  const runElsewhere = async (job: string): Promise<ExecutionId> => {
    const { sideBar, messages, terminals } = workbench();
    await sideBar.rowAction(new RegExp(`^Job ${job}(?!-)`), 'Run Job…');
    await messages.answerDialog('Run Saved Version');
    await terminals.waitFor(/line \d+/);
    return running(job);
  };
});
