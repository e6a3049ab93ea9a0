import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { Client } from '../../../protocol/client/client.ts';
import { JobId } from '../../../protocol/ids.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import { TaggingCommand, type TaggingNotification } from '../../../protocol/webview/tagging-editor.ts';
import { TAGGING_EDITOR } from '../../ids/views.ts';
import type { Model } from '../../model/model.ts';
import { taggingPage } from './tagging-page.ts';
import { TaggingSession } from './tagging-session.ts';

interface Panel {
  readonly panel: vscode.WebviewPanel;
  readonly session: TaggingSession;
}

export interface TaggingPanelNeeds {
  readonly extensionUri: vscode.Uri;
  readonly client: () => Client | undefined;
  readonly model: () => Model;
  readonly openYaml: (job: JobOverview) => Promise<void>;
  readonly onFailed: (error: unknown) => void;
}

/** The tagging editors: one webview panel per job, restored with the window. */
export class TaggingPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #needs: TaggingPanelNeeds;
  readonly #panels = new Map<JobId, Panel>();

  constructor(needs: TaggingPanelNeeds) {
    this.#needs = needs;
  }

  open(job: JobId): void {
    const shown = this.#panels.get(job);
    if (shown !== undefined) {
      shown.panel.reveal();
      return;
    }
    this.#adopt(
      job,
      vscode.window.createWebviewPanel(TAGGING_EDITOR, 'Job Tags', vscode.ViewColumn.Active, this.#options()),
    );
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const job = JobId.safeParse(
      typeof state === 'object' && state !== null && 'job' in state ? state.job : undefined,
    );
    if (!job.success || this.#panels.has(job.data)) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#adopt(job.data, panel);
  }

  /** Updates all panels from the model. */
  refresh(): void {
    for (const { panel, session } of this.#panels.values()) {
      if (session.job !== undefined) panel.title = `Tags: ${jobPath(session.job)}`;
      session.refresh().catch(this.#needs.onFailed);
    }
  }

  dispose(): void {
    for (const { panel } of this.#panels.values()) panel.dispose();
  }

  #options(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.#needs.extensionUri, 'dist', 'webview')],
    };
  }

  #adopt(job: JobId, panel: vscode.WebviewPanel): void {
    const { client, extensionUri, model, onFailed } = this.#needs;
    let ready = false;
    const session = new TaggingSession({
      job,
      client,
      model,
      show: (state) => {
        const notification: TaggingNotification = { type: 'state', state };
        if (ready) void panel.webview.postMessage(notification);
      },
    });
    this.#panels.set(job, { panel, session });
    if (session.job !== undefined) panel.title = `Tags: ${jobPath(session.job)}`;
    panel.onDidDispose(() => this.#panels.delete(job));
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const command = TaggingCommand.safeParse(message);
      if (!command.success) return;
      if (command.data.type === 'ready') ready = true;
      this.#act(session, command.data).catch(onFailed);
    });
    const file = (name: string) =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
    panel.webview.html = taggingPage({
      job,
      script: file('tagging-editor.js'),
      style: file('tagging-editor.css'),
      source: panel.webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
    });
  }

  async #act(session: TaggingSession, command: TaggingCommand): Promise<void> {
    switch (command.type) {
      case 'ready':
        return session.refresh();
      case 'select':
        return session.select(command.selection);
      case 'save':
        return session.save();
      case 'revert':
        return session.revert();
      case 'openYaml':
        return session.job === undefined ? undefined : this.#needs.openYaml(session.job);
    }
  }
}
