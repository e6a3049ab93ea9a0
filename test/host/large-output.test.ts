import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import { HOST_OUTPUT_MIB } from './environment.ts';
import { recordFigure } from './figures-file.ts';
import { connectedOutrunner, type Outrunner, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';

const MIB = 1024 * 1024;
const SIZE_MIB = Number(process.env[HOST_OUTPUT_MIB] ?? 14);
/** Long enough for a run with 1 GiB of output on a busy machine. */
const TIMEOUT_MS = 30 * 60_000;
const SAMPLE_MS = 100;
const LINE = 'The service on this host was restarted and answers again within 12 ms. 0123456789';
const JOB = `- name: flood
  sequence:
    commands:
    - exec: 'yes "${LINE}" | head -c ${SIZE_MIB * MIB}; echo; echo "the needle at the end"; echo "broken at last" >&2; exit 3'
`;

/** The cost of an action for the user and the machine. */
interface Load {
  /** Peak of the memory of the extension host, in MiB. */
  readonly memoryMib: number;
  /** Times between an edit that the extension host makes and its confirmation by the window, in ms. */
  readonly editMs: readonly number[];
  /** The longest time for which the extension host did not answer, in ms. */
  readonly blockedMs: number;
  readonly seconds: number;
}

describe('output of several parts', function () {
  this.timeout(TIMEOUT_MS);
  let all: Outrunner;
  let other: Client;
  let folder: string;
  let execution: number;
  let notes: vscode.TextDocument;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    folder = await mkdtemp(join(tmpdir(), 'outrunner-flood-'));
    notes = await vscode.workspace.openTextDocument({ content: '' });
    await all.localRunner();
    const [job] = await storeJobs(other, JOB);
    assert.ok(job);
    const began = performance.now();
    ({ id: execution } = await other.runJob({ params: { job }, body: {} }));
    while ((await other.getExecution({ params: { execution } })).status === 'running') await pause(SAMPLE_MS);
    recordFigure({ name: 'memory before', unit: 'MiB', samples: [process.memoryUsage.rss() / MIB] });
    recordFigure({ name: 'produced', unit: 's', samples: [(performance.now() - began) / 1000] });
  });
  after(async () => {
    other?.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
    await other?.deleteExecution({ params: { execution } }).catch(() => undefined);
  });

  const subject = () => ({ kind: 'execution', executionId: execution });
  const shownLine = (): string => {
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    return editor.document.lineAt(editor.selection.active.line).text;
  };

  /** Runs an action while somebody types. Records what it costs. */
  async function measured(what: string, action: () => Promise<void>): Promise<Load> {
    const ended = new AbortController();
    const delay = monitorEventLoopDelay({ resolution: 10 });
    let memory = process.memoryUsage.rss();
    const sampling = setInterval(() => {
      memory = Math.max(memory, process.memoryUsage.rss());
    }, SAMPLE_MS);
    delay.enable();
    const typing = type(ended.signal);
    const began = performance.now();
    try {
      await action();
    } finally {
      ended.abort();
      clearInterval(sampling);
      delay.disable();
    }
    const load = {
      memoryMib: memory / MIB,
      editMs: await typing,
      blockedMs: delay.max / 1e6,
      seconds: (performance.now() - began) / 1000,
    };
    recordFigure({ name: `${what}, memory`, unit: 'MiB', samples: [load.memoryMib] });
    recordFigure({ name: `${what}, edit`, unit: 'ms', samples: load.editMs });
    recordFigure({ name: `${what}, blocked`, unit: 'ms', samples: [load.blockedMs] });
    recordFigure({ name: `${what}, took`, unit: 's', samples: [load.seconds] });
    return load;
  }

  /** Edits another document until the signal aborts. Returns the time that each edit took, in ms. */
  async function type(signal: AbortSignal): Promise<number[]> {
    const took: number[] = [];
    while (!signal.aborted) {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(notes.uri, new vscode.Position(0, 0), 'x');
      const began = performance.now();
      assert.equal(await vscode.workspace.applyEdit(edit), true);
      took.push(performance.now() - began);
      await pause(SAMPLE_MS);
    }
    return took;
  }

  it('opens as its first part', async () => {
    await measured('open', () => all.run(COMMANDS.showFullOutput, [], subject()));
    const { document } = vscode.window.activeTextEditor ?? {};
    assert.match(document?.lineAt(0).text ?? '', /^Part 1: lines 1 to [\d,]+ of the output/);
    assert.match(document?.lineAt(2).text ?? '', /The service on this host/);
  });

  it('is searched for a text in all parts', async () => {
    await measured('find', () => all.run(COMMANDS.findInOutput, ['needle at the end'], subject()));
    assert.match(shownLine(), / \| the needle at the end$/);
  });

  it('is searched for the first error in all parts', async () => {
    await measured('first error', () => all.run(COMMANDS.goToFirstError, [], subject()));
    assert.match(shownLine(), / ERR 1 .* \| broken at last$/);
  });

  it('is saved as a whole', async () => {
    const file = join(folder, 'saved.log');
    await measured('save', () => all.run(COMMANDS.saveOutput, [file], subject()));
    assert.ok((await stat(file)).size > SIZE_MIB * MIB);
  });
});
