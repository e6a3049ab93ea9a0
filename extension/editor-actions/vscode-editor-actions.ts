import * as vscode from 'vscode';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import { SETTINGS_DOCUMENT } from '../administration/settings-file-system.ts';
import type {
  EditorActions,
  InstalledVersions,
  JobDocumentIdentity,
  NamedText,
  OutputDocumentOptions,
  OutputOptions,
} from '../commands/command.ts';
import type { ReadOnlyTexts } from '../documents/read-only-texts.ts';
import type { ActiveOutput, OutputAddress } from '../executions/output/output-address.ts';
import type { OutputEditors } from '../executions/output/output-editors.ts';
import type { ExecutionTerminals } from '../executions/terminals/execution-terminals.ts';
import { JOB_LANGUAGE } from '../ids/languages.ts';
import { JOB_SCHEME, PROJECT_SCHEME } from '../ids/schemes.ts';
import { SETTINGS, SETTINGS_SECTION } from '../ids/settings.ts';
import { jobAddress } from '../jobs/editor/job-uri.ts';
import type { OutrunnerPanels } from '../panels/outrunner-panels.ts';
import { projectConfigPath } from '../projects/project-config-uri.ts';
import {
  fileInfo,
  readChosenFile,
  readChosenText,
  writeChosenPieces,
  writeChosenText,
} from './chosen-files.ts';
import { closeCoordinatorEditors } from './close-coordinator-editors.ts';
import {
  activeJob,
  activeText,
  documentText,
  revealInDocument,
  saveDocument,
  unsavedJob,
} from './open-documents.ts';
import { workspaceFiles } from './workspace-files.ts';

/** Implements the editor actions with VS Code's editors, webview panels and terminals. */
export class VsCodeEditorActions implements EditorActions {
  readonly activeJob = activeJob;
  readonly activeText = activeText;
  readonly documentText = documentText;
  readonly unsavedJob = unsavedJob;
  readonly saveDocument = saveDocument;
  readonly revealInDocument = revealInDocument;
  readonly fileInfo = fileInfo;
  readonly readBytes = readChosenFile;
  readonly workspaceFiles = workspaceFiles;
  readonly readFile = readChosenText;
  readonly writeFile = writeChosenText;
  readonly writePieces = writeChosenPieces;
  readonly #panels: () => OutrunnerPanels;
  readonly #terminals: () => ExecutionTerminals;
  readonly #texts: ReadOnlyTexts;
  readonly #outputs: OutputEditors;
  readonly #revealRunner: (runnerId: string) => Promise<void>;
  readonly #log: vscode.LogOutputChannel;
  readonly #extension: vscode.Extension<unknown>;

  constructor(needs: {
    readonly panels: () => OutrunnerPanels;
    readonly terminals: () => ExecutionTerminals;
    readonly texts: ReadOnlyTexts;
    readonly outputs: OutputEditors;
    readonly revealRunner: (runnerId: string) => Promise<void>;
    readonly log: vscode.LogOutputChannel;
    readonly extension: vscode.Extension<unknown>;
  }) {
    this.#panels = needs.panels;
    this.#terminals = needs.terminals;
    this.#texts = needs.texts;
    this.#outputs = needs.outputs;
    this.#revealRunner = needs.revealRunner;
    this.#log = needs.log;
    this.#extension = needs.extension;
  }

  get revealsOutput(): boolean {
    const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
    return settings.get<string>(SETTINGS.revealOutput, 'always') === 'always';
  }

  async closeCoordinator(): Promise<boolean> {
    if (!(await closeCoordinatorEditors())) return false;
    this.#terminals().closeAll();
    return true;
  }

  async openJob(job: JobDocumentIdentity): Promise<void> {
    const uri = vscode.Uri.from({ scheme: JOB_SCHEME, ...jobAddress(job) });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, JOB_LANGUAGE);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async openTagging(job: JobId): Promise<void> {
    this.#panels().tagging.open(job);
  }

  pinTerminal(): ExecutionId | undefined {
    return this.#terminals().pinActive();
  }

  openExecutionPanel(execution: ExecutionId): void {
    this.#panels().executions.open(execution);
  }

  openJobHistory(job: JobId): void {
    this.#panels().history.open(job);
  }

  openRunForm(job: JobId, options?: Readonly<Record<string, string>>): void {
    const form = this.#panels().runForms.open(job);
    if (options !== undefined) form.fill(options).catch((error) => this.#log.error(explain(error)));
  }

  activeExecution(): ExecutionId | undefined {
    return this.#panels().executions.active;
  }

  openOutput(execution: ExecutionId, options: OutputOptions): void {
    this.#terminals().open(execution, options);
  }

  showOutput(address: OutputAddress, options: OutputDocumentOptions): Promise<void> {
    return this.#outputs.show(address, options);
  }

  activeOutput(): ActiveOutput | undefined {
    return this.#outputs.active();
  }

  async openFile(path: string): Promise<void> {
    await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
  }

  async openProjectConfig(project: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: PROJECT_SCHEME, path: projectConfigPath(project) });
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  async openSettings(): Promise<void> {
    await vscode.window.showTextDocument(SETTINGS_DOCUMENT, { preview: false });
  }

  async focusView(view: string): Promise<void> {
    await vscode.commands.executeCommand(`${view}.focus`);
  }

  revealRunner(runnerId: string): Promise<void> {
    return this.#revealRunner(runnerId);
  }

  showLog(): void {
    this.#log.show(false);
  }

  async reportIssue(description: string): Promise<void> {
    await vscode.commands.executeCommand('vscode.openIssueReporter', {
      extensionId: this.#extension.id,
      issueBody: description,
    });
  }

  runInTerminal(name: string, commandLine: string): void {
    const shell = process.platform === 'win32' ? { shellPath: 'powershell.exe' } : {};
    const terminal = vscode.window.createTerminal({ name, ...shell });
    terminal.show();
    terminal.sendText(commandLine);
  }

  get installation(): InstalledVersions {
    return {
      extension: String(this.#extension.packageJSON.version),
      vscode: vscode.version,
      platform: `${process.platform} ${process.arch}`,
      remote: vscode.env.remoteName,
    };
  }

  async showText(name: string, text: string): Promise<void> {
    await vscode.window.showTextDocument(this.#texts.keep(name, text), { preview: false });
  }

  async showDifference(left: NamedText, right: NamedText): Promise<void> {
    const [before, after] = [left, right].map(({ name, text }) => this.#texts.keep(name, text));
    await vscode.commands.executeCommand('vscode.diff', before, after, `${left.name} ↔ ${right.name}`, {
      preview: false,
    });
  }

  linkTo(path: string): string {
    return `${vscode.env.uriScheme}://${this.#extension.id}${path}`;
  }

  async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
  }
}
