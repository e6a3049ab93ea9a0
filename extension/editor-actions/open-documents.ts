import * as vscode from 'vscode';
import type { OpenDocument, TextPart } from '../commands/command.ts';
import { COORDINATOR_SCHEMES, JOB_SCHEME } from '../ids/schemes.ts';
import { isJobDocument } from '../jobs/editor/document-tree.ts';
import { isNamedAsJobs } from '../jobs/editor/job-document.ts';
import { jobOfAddress } from '../jobs/editor/job-uri.ts';
import type { Subject } from '../tree/tree-node.ts';

/** Returns the job, or the job file, in the active editor. */
export function activeJob(): Subject | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document === undefined ? undefined : subjectOfDocument(document.uri);
}

/** Returns the subject of commands for a document: a stored job, or a job file. */
export function subjectOfDocument(uri: vscode.Uri): Subject | undefined {
  if (uri.scheme === JOB_SCHEME) {
    const jobId = jobOfAddress(uri);
    const project = uri.path.split('/')[1] ?? '';
    return jobId === undefined ? undefined : { kind: 'job', jobId, project };
  }
  const address = uri.toString();
  const document = vscode.workspace.textDocuments.find((it) => it.uri.toString() === address);
  const hasJobs = document === undefined ? isNamedAsJobs({ uri, languageId: '' }) : isJobDocument(document);
  return hasJobs ? { kind: 'document', uri: address } : undefined;
}

/** Returns the text in the active editor, unless it is a job, read-only or blank. */
export function activeText(): { readonly name: string; readonly text: string } | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || isJobDocument(document)) return undefined;
  const { scheme } = document.uri;
  if (scheme !== 'untitled' && vscode.workspace.fs.isWritableFileSystem(scheme) !== true) return undefined;
  if (COORDINATOR_SCHEMES.includes(scheme)) return undefined;
  const text = document.getText();
  return text.trim() === '' ? undefined : { name: document.uri.path.split('/').at(-1) ?? '', text };
}

/** Returns the text of a document, with unsaved changes if it is open. Rejects if it cannot be read. */
export async function documentText(uri: string): Promise<string> {
  return (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true))).getText();
}

/** Returns URI and text of a job's open document if it has unsaved changes. */
export function unsavedJob(job: { readonly id: string }): OpenDocument | undefined {
  const document = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === JOB_SCHEME && jobOfAddress(uri) === job.id,
  );
  return document && { uri: document.uri.toString(), text: document.getText() };
}

/** Saves an open document. Returns whether it was saved. */
export async function saveDocument(uri: string): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find((it) => it.uri.toString() === uri);
  return document !== undefined && (await document.save());
}

/** Shows an open document, and selects a part of it. */
export async function revealInDocument(
  uri: string,
  { line, column, endLine, endColumn }: TextPart,
): Promise<void> {
  const selection = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri, true), { selection });
}
