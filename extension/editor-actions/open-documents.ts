import * as vscode from 'vscode';
import { JOB_SCHEME } from '../ids/schemes.ts';
import { isJobDocument } from '../jobs/editor/job-document.ts';
import { jobOfAddress } from '../jobs/editor/job-uri.ts';
import type { Subject } from '../tree/tree-node.ts';

/** The job, or the file of jobs, that the active editor shows. */
export function activeJob(): Subject | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document === undefined ? undefined : subjectOfDocument(document.uri);
}

/** A document as commands work on it: a stored job, or a file of jobs. */
export function subjectOfDocument(uri: vscode.Uri): Subject | undefined {
  if (uri.scheme === JOB_SCHEME) {
    const jobId = jobOfAddress(uri);
    const project = uri.path.split('/')[1] ?? '';
    return jobId === undefined ? undefined : { kind: 'job', jobId, project };
  }
  return isJobDocument({ uri }) ? { kind: 'document', uri: uri.toString() } : undefined;
}

/** What the active editor shows, unless it is a job or only to be read. */
export function activeText(): { readonly name: string; readonly text: string } | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || isJobDocument(document)) return undefined;
  if (!['file', 'untitled', 'vscode-remote'].includes(document.uri.scheme)) return undefined;
  const text = document.getText();
  return text.trim() === '' ? undefined : { name: document.uri.path.split('/').at(-1) ?? '', text };
}

export function documentText(uri: string): string | undefined {
  return vscode.workspace.textDocuments.find((it) => it.uri.toString() === uri)?.getText();
}

/** The text of a job that is edited and not saved yet. */
export function unsavedText(job: { readonly id: string }): string | undefined {
  return vscode.workspace.textDocuments
    .find(({ uri, isDirty }) => isDirty && uri.scheme === JOB_SCHEME && jobOfAddress(uri) === job.id)
    ?.getText();
}
