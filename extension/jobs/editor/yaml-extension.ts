import * as vscode from 'vscode';
import { jobJsonSchema } from '../../../job-language/format/job-json-schema.ts';
import { isJobDocument } from './document-tree.ts';
import { hintSchema } from './hint-schema.ts';
import { ownFeatures, type SharedFeatures, type YamlSettings } from './own-features.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';
import { SchemaContributor } from './schema-contributor.ts';

const YAML_EXTENSION = 'redhat.vscode-yaml';

/** Returns the features that Outrunner provides in a document with jobs. */
export function featuresOf({ languageId, uri }: vscode.TextDocument): SharedFeatures {
  if (vscode.extensions.getExtension(YAML_EXTENSION) === undefined) return ownFeatures(languageId, undefined);
  const settings = vscode.workspace.getConfiguration('yaml', uri);
  const isOn = (key: string) => settings.get<boolean>(key, true);
  const yaml: YamlSettings = {
    completion: isOn('completion'),
    hover: isOn('hover'),
    validate: isOn('validate'),
    format: isOn('format.enable'),
  };
  return ownFeatures(languageId, yaml);
}

/**
 * Contributes the schema of jobs to the YAML extension once a document with jobs is recognised, if that extension is
 * installed.
 */
export class YamlSchemaContribution implements vscode.Disposable {
  readonly #listening: vscode.Disposable;

  constructor(documents: RecognisedDocuments, onFailed: (error: unknown) => void) {
    const contributor = new SchemaContributor({
      yamlExtension: () => vscode.extensions.getExtension(YAML_EXTENSION),
      hasJobs: () => vscode.workspace.textDocuments.some(isJobDocument),
      isJob: isOpenJob,
      schema: async () => JSON.stringify(hintSchema(jobJsonSchema())),
      onFailed,
    });
    const look = () => void contributor.contribute();
    this.#listening = vscode.Disposable.from(
      documents.onDidChange(look),
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.extensions.onDidChange(() => void contributor.retry()),
    );
    look();
  }

  dispose(): void {
    this.#listening.dispose();
  }
}

function isOpenJob(resource: string): boolean {
  const uri = vscode.Uri.parse(resource).toString();
  return vscode.workspace.textDocuments.some((it) => it.uri.toString() === uri && isJobDocument(it));
}
