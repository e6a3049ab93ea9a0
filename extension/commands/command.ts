import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { Connection } from '../connection/connection.ts';
import type { SavedTarget } from '../connection/saved-target.ts';
import type { Model } from '../model/model.ts';
import type { Prompts } from '../prompts/prompts.ts';
import type { Subject } from '../tree/tree-node.ts';

/** What the document of a job is found and named by. */
export interface JobIdentity {
  readonly id: JobId;
  readonly project: string;
  readonly group: string;
  readonly name: string;
}

/** How the output of an execution is shown. */
export interface OutputOptions {
  readonly reveal: boolean;
  readonly startedHere: boolean;
  /** What the terminal is called while the execution is not in the model yet. */
  readonly name?: string;
}

/** What commands open in the workbench. */
export interface EditorActions {
  openJob(job: JobIdentity): Promise<void>;
  openTagging(job: JobId): Promise<void>;
  /** Shows the terminal of an execution, made when there is none yet. */
  openOutput(execution: ExecutionId, options: OutputOptions): void;
  /** Whether running a job shows its output at once. */
  readonly revealsOutput: boolean;
  openFile(path: string): Promise<void>;
  /** The configuration of a project as a document. */
  openProjectConfig(project: string): Promise<void>;
  /** The settings of the coordinator as a document. */
  openSettings(): Promise<void>;
  /** A text to read, which is nothing to save; its language is that of its name. */
  showText(name: string, text: string): Promise<void>;
  /** The job, or the file of jobs, in the active editor. */
  activeJob(): Subject | undefined;
  /** What the active editor shows, where that is neither. */
  activeText(): { readonly name: string; readonly text: string } | undefined;
  /** The text of an open document, saved or not. */
  documentText(uri: string): string | undefined;
  /** The text of a job that is edited and not saved yet. */
  unsavedText(job: { readonly id: JobId }): string | undefined;
  /** Name and size in bytes of a file, by its URI. */
  lookAt(uri: string): Promise<{ readonly name: string; readonly size: number }>;
  readBytes(uri: string): AsyncIterable<Uint8Array>;
  copy(text: string): Promise<void>;
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;
}

/** What commands need of the embedded coordinator beside the connection to it. */
export interface EmbeddedControl {
  readonly logFile: string;
  stop(): Promise<void>;
  /** How a shell of this machine calls the programs that it runs from. */
  localProgram(): Promise<string>;
}

export interface CommandContext {
  readonly prompts: Prompts;
  readonly connection: Connection;
  readonly embedded: EmbeddedControl;
  readonly saved: SavedTarget;
  readonly editor: EditorActions;
  readonly model: () => Model;
}

/**
 * One command. Called from the palette it has no subject, and asks; called on a tree row it has that row's, and all
 * selected ones beside it.
 */
export type Command = (
  context: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
) => Promise<void>;

/** The client. Throws `not-connected`. */
export function clientOf(context: CommandContext): Client {
  const { client } = context.connection;
  if (client === undefined) throw new OutrunnerError('not-connected');
  return client;
}
