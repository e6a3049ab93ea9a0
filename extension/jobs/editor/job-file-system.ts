import * as vscode from 'vscode';
import type { Client } from '../../../protocol/client/client.ts';
import { explain, isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { JobId } from '../../../protocol/ids.ts';
import type { JobText } from '../../../protocol/routes/shapes/job-shapes.ts';
import { setNewest } from '../../../support/records/set-newest.ts';
import { askForDocument } from '../../documents/ask-for-document.ts';
import type { StoredDocuments } from '../../documents/deferred-file-system.ts';
import { documentStat } from '../../documents/document-stat.ts';
import { whenClosed } from '../../documents/when-closed.ts';
import { JOB_SCHEME } from '../../ids/schemes.ts';
import type { Model } from '../../model/model.ts';
import { refusedSaveText } from './job-problem-texts.ts';
import { jobOfAddress } from './job-uri.ts';

/** Maximum number of jobs whose documents are followed. Those that were read longest ago are no longer followed. */
const MOST_JOBS = 1000;

interface OpenJob {
  readonly uri: vscode.Uri;
  /** The revision that VS Code read last. A save succeeds only for this revision. */
  revision: number;
}

/**
 * Provides jobs as documents. Before a save, VS Code reads the file status, detects a newer version by others and
 * offers to compare. The coordinator also rejects a save that is not based on the newest revision, so that no save
 * overwrites a change unnoticed.
 */
export class JobFileSystem implements StoredDocuments, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #open = new Map<JobId, OpenJob>();
  readonly #client: () => Promise<Client | undefined>;
  readonly #closing: vscode.Disposable;

  constructor(client: () => Promise<Client | undefined>) {
    this.#client = client;
    this.#closing = whenClosed((uri) => {
      const job = uri.scheme === JOB_SCHEME ? jobOfAddress(uri) : undefined;
      if (job !== undefined) this.#open.delete(job);
    });
  }

  /** Forgets the documents of the previous coordinator. */
  clear(): void {
    this.#open.clear();
  }

  /** Whether the document of a job is followed. */
  follows(job: JobId): boolean {
    return this.#open.has(job);
  }

  /** Notifies VS Code of open documents that others changed or deleted. */
  follow(model: Model): void {
    const events: vscode.FileChangeEvent[] = [];
    for (const [id, { uri, revision }] of this.#open) {
      const job = model.jobs.find((it) => it.id === id);
      if (job === undefined) events.push({ type: vscode.FileChangeType.Deleted, uri });
      else if (job.revision > revision) events.push({ type: vscode.FileChangeType.Changed, uri });
    }
    if (events.length > 0) this.#changed.fire(events);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return statOf(await this.#read(uri));
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.#read(uri)).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const job = jobOf(uri);
    const known = this.#open.get(job) ?? { uri, revision: 0 };
    const saved = await this.#call(uri, (client) =>
      client.setJobText({
        params: { job },
        body: { text: Buffer.from(content).toString('utf8'), revision: known.revision },
      }),
    );
    setNewest(this.#open, job, { uri, revision: saved.revision }, MOST_JOBS);
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  dispose(): void {
    this.#closing.dispose();
    this.#changed.dispose();
  }

  async #read(uri: vscode.Uri): Promise<JobText> {
    const job = jobOf(uri);
    const text = await this.#call(uri, (client) => client.getJobText({ params: { job } }));
    setNewest(this.#open, job, { uri, revision: text.revision }, MOST_JOBS);
    return text;
  }

  #call<T>(uri: vscode.Uri, act: (client: Client) => Promise<T>): Promise<T> {
    return askForDocument(uri, this.#client, act, reasonOf);
  }
}

function jobOf(uri: vscode.Uri): JobId {
  const job = jobOfAddress(uri);
  if (job === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  return job;
}

function statOf({ revision, createdAt, modifiedAt }: JobText): vscode.FileStat {
  return documentStat({ version: revision, created: createdAt, modified: modifiedAt });
}

/**
 * Returns why a job was not read or saved. For an invalid job, the text refers to the marks in the editor instead of a
 * CLI command.
 */
function reasonOf(error: unknown): string {
  if (!isOutrunnerError(error) || error.code !== 'job-invalid') return explain(error);
  return refusedSaveText(String(error.parameters['problem']));
}
