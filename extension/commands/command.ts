import type { Problem } from '../../job-language/source/problem.ts';
import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { CoordinatorConnection } from '../connection/connection.ts';
import type { SavedTarget } from '../connection/saved-target.ts';
import type { ListedExecutions } from '../executions/listed-executions.ts';
import type { ExecutionOutputs } from '../executions/output/execution-outputs.ts';
import type { ActiveOutput, OutputAddress } from '../executions/output/output-address.ts';
import type { OutputTarget, TextAt } from '../executions/output/output-layout.ts';
import type { WorkspaceFile } from '../file-links/matching-files.ts';
import type { LinkedFolders } from '../linked-folders/linked-folder.ts';
import type { Model } from '../model/model.ts';
import type { Prompts } from '../prompts/prompts.ts';
import type { Subject } from '../tree/tree-node.ts';
import type { ViewStates } from '../view-state/view-states.ts';

/** The properties of a job that identify its document. */
export interface JobDocumentIdentity {
  readonly id: JobId;
  readonly project: string;
  readonly group: string;
  readonly name: string;
}

/** How to show the output of an execution. */
export interface OutputOptions {
  /** Whether to bring the terminal to the front. */
  readonly reveal: boolean;
  /** Whether this window started the execution, so that it may notify the user of the end. */
  readonly startedHere: boolean;
  /** The job of the execution. Used until the model contains the execution. */
  readonly job?: JobId;
  /** Name of the terminal. Used until the model contains the execution. */
  readonly name?: string;
}

/** An open document, saved or not. */
export interface OpenDocument {
  readonly uri: string;
  readonly text: string;
}

/** A read-only text in an editor. The extension of its name determines its language. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** A part of a text. Lines and columns count from 1. */
export type TextPart = Pick<Problem, 'line' | 'column' | 'endLine' | 'endColumn'>;

/** How to show output as a document. */
export interface OutputDocumentOptions {
  /** Name of the execution whose output is shown. */
  readonly name: string;
  /** The position in the output. Default: the end while the output grows, otherwise the start. */
  readonly at?: OutputTarget | TextAt | undefined;
  /** Whether the focus stays where it is, for example in a tree whose row was clicked. */
  readonly preserveFocus?: boolean;
}

/** The versions and the platform of an installation. */
export interface InstalledVersions {
  readonly extension: string;
  readonly vscode: string;
  /** For example `linux x64`. */
  readonly platform: string;
  /** Where the extension runs, such as `ssh-remote`. Undefined: on the machine of the window. */
  readonly remote: string | undefined;
}

/** The actions that commands perform in editors and on files. */
export interface EditorActions {
  /**
   * Closes the editors, panels and terminals of the current coordinator. VS Code asks whether to save unsaved changes.
   * Returns false if the user cancels; then editors may remain open, and the terminals do.
   */
  closeCoordinator(): Promise<boolean>;
  openJob(job: JobDocumentIdentity): Promise<void>;
  openTagging(job: JobId): Promise<void>;
  /** Shows the terminal of an execution, and creates it if there is none. */
  openOutput(execution: ExecutionId, options: OutputOptions): void;
  openExecutionPanel(execution: ExecutionId): void;
  openJobHistory(job: JobId): void;
  /**
   * Opens the form with all options of a job.
   *
   * @param options values that replace those in the form
   */
  openRunForm(job: JobId, options?: Readonly<Record<string, string>>): void;
  /** Returns the execution whose panel is the active editor. */
  activeExecution(): ExecutionId | undefined;
  /**
   * Keeps the active terminal open when its job runs again. Returns the execution of the terminal; undefined if the
   * terminal does not belong to the extension.
   */
  pinTerminal(): ExecutionId | undefined;
  /** Shows output as a document. */
  showOutput(address: OutputAddress, options: OutputDocumentOptions): Promise<void>;
  /** Returns the output in the active editor, with its selection. */
  activeOutput(): ActiveOutput | undefined;
  /** Whether a run brings its terminal to the front. */
  readonly revealsOutput: boolean;
  /**
   * Runs a command line in a new terminal on the machine of the extension, and shows the terminal. The shell is that of
   * the user's settings, on Windows PowerShell.
   */
  runInTerminal(name: string, commandLine: string): void;
  /** Opens a file of this machine by its path. */
  openFile(path: string): Promise<void>;
  /** Opens a project's configuration as a document. */
  openProjectConfig(project: string): Promise<void>;
  /** Opens the coordinator's settings as a document. */
  openSettings(): Promise<void>;
  /** Shows a view by its id, and moves the focus to it. */
  focusView(view: string): Promise<void>;
  /** Selects a runner in the Runners view. */
  revealRunner(runnerId: string): Promise<void>;
  /** Shows the log of the extension in the Output panel. */
  showLog(): void;
  /** Opens VS Code's issue reporter with a text that describes the installation. */
  reportIssue(description: string): Promise<void>;
  /** Versions and platform of this installation. */
  readonly installation: InstalledVersions;
  /** Opens a read-only text. The extension of `name` determines its language. */
  showText(name: string, text: string): Promise<void>;
  /** Shows two texts side by side in a diff editor. The names should begin with the part that differs. */
  showDifference(left: NamedText, right: NamedText): Promise<void>;
  /** Returns the job, or the job file, in the active editor. */
  activeJob(): Subject | undefined;
  /** Returns the text in the active editor, unless it is a job, read-only or blank. */
  activeText(): { readonly name: string; readonly text: string } | undefined;
  /** Returns the text of a document, with unsaved changes if it is open. Rejects if it cannot be read. */
  documentText(uri: string): Promise<string>;
  /** Returns URI and text of a job's open document if it has unsaved changes. */
  unsavedJob(job: { readonly id: JobId }): OpenDocument | undefined;
  /** Saves an open document. Returns whether it was saved; if not, VS Code has shown the reason. */
  saveDocument(uri: string): Promise<boolean>;
  /** Shows an open document, and selects a part of it. */
  revealInDocument(uri: string, part: TextPart): Promise<void>;
  /** Returns the name and the size in bytes of a file, by its URI. */
  fileInfo(uri: string): Promise<{ readonly name: string; readonly size: number }>;
  readBytes(uri: string): AsyncIterable<Uint8Array>;
  /**
   * Returns the files of the workspace whose paths end with `end`, such as `src/main.c`. At most 1,000, and none outside
   * of the workspace.
   *
   * @param end without the characters of glob patterns
   */
  workspaceFiles(end: string): Promise<readonly WorkspaceFile[]>;
  copy(text: string): Promise<void>;
  /** Returns a link that opens this extension with a path. */
  linkTo(path: string): string;
  /** Returns the text of a file, by its URI. */
  readFile(uri: string): Promise<string>;
  writeFile(uri: string, text: string): Promise<void>;
  /** Writes a file in pieces. Replaces an existing file only once all pieces are written. */
  writePieces(uri: string, pieces: AsyncIterable<string>): Promise<void>;
}

/** The embedded coordinator as commands control it, apart from the connection. */
export interface EmbeddedControl {
  readonly logFile: string;
  stop(): Promise<void>;
  /** Returns the shell command that runs the coordinator's copy of the `outrunner` program. */
  localProgram(): Promise<string>;
}

/** Gives commands access to the arrangement of the trees. */
export interface ArrangedRowsControl {
  readonly states: ViewStates;
  /** Lets a list show another page of rows, until the window is reloaded. */
  readonly showMore: (list: string) => void;
}

/** The services that every command receives. */
export interface CommandContext {
  /** Returns the client of the coordinator that the command began with. Set while a command runs. */
  readonly pinned?: () => Client | undefined;
  readonly prompts: Prompts;
  readonly connection: CoordinatorConnection;
  readonly embedded: EmbeddedControl;
  readonly saved: SavedTarget;
  readonly editor: EditorActions;
  readonly model: () => Model;
  readonly outputs: ExecutionOutputs;
  readonly executions: ListedExecutions;
  readonly rows: ArrangedRowsControl;
  readonly linkedFolders: LinkedFolders;
}

/**
 * A command. Invoked from the palette, its subject is `none`, and it asks the user for one. Invoked on a tree row, it
 * gets the row's subject, and the subjects of all selected rows.
 */
export type Command = (
  context: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
) => Promise<void>;

/** Throws `coordinator-switched` if the window has another coordinator than when the command began. */
export function checkCoordinator({ pinned }: CommandContext): void {
  pinned?.();
}

/**
 * Returns the client of the connection. Throws `not-connected`, and `coordinator-switched` if the window has another
 * coordinator than when the command began.
 */
export function clientOf(context: CommandContext): Client {
  const client = context.pinned === undefined ? context.connection.client : context.pinned();
  if (client === undefined) throw new OutrunnerError('not-connected');
  return client;
}
