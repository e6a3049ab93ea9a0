import type * as vscode from 'vscode';
import type { Client } from '../../../protocol/client/client.ts';
import { Disposables } from '../../lifecycle/disposables.ts';
import { JobCompletion } from './job-completion.ts';
import { JobDiagnostics } from './job-diagnostics.ts';
import { JobEditorContext } from './job-editor-context.ts';
import { JobFormatter } from './job-formatter.ts';
import { JobKeyHelp } from './job-key-help.ts';
import { JobLensProvider, type ModelSource } from './job-lens-provider.ts';
import { JobLiveHover } from './job-live-hover.ts';
import { JobNavigation, type LinkedProjects } from './job-navigation.ts';
import { JobOutline } from './job-outline.ts';
import { JobQuickFixes } from './job-quick-fixes.ts';
import { JobSnippetCompletion } from './job-snippet-completion.ts';
import { ProjectNodes } from './project-nodes.ts';
import { RecognisedDocuments } from './recognised-documents.ts';
import { YamlSchemaContribution } from './yaml-extension.ts';

interface JobLanguagePorts {
  readonly store: ModelSource;
  readonly client: () => Client | undefined;
  readonly linkedProjects: LinkedProjects;
  readonly onFailed: (error: unknown) => void;
}

/** Provides the language features of all documents with jobs. */
export function provideJobLanguage({
  store,
  client,
  linkedProjects,
  onFailed,
}: JobLanguagePorts): vscode.Disposable {
  const all = new Disposables();
  const model = () => store.model;
  const documents = all.add(new RecognisedDocuments());
  all.add(new JobEditorContext(documents));
  all.add(new JobQuickFixes(documents, all.add(new JobDiagnostics(store, onFailed))));
  all.add(new JobKeyHelp(documents));
  all.add(new JobOutline(documents));
  all.add(new JobFormatter(documents));
  all.add(new JobNavigation(documents, model, linkedProjects));
  all.add(new JobLensProvider(documents, store));
  const nodes = new ProjectNodes(client, onFailed);
  all.add(new JobCompletion({ documents, model, nodes }));
  all.add(new JobSnippetCompletion({ documents, model }));
  all.add(new JobLiveHover({ documents, model, nodes }));
  all.add(new YamlSchemaContribution(documents, onFailed));
  return all;
}
