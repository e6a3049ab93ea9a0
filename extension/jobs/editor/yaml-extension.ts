import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import * as z from 'zod';
import { isJobDocument } from './document-tree.ts';
import { hintSchema } from './hint-schema.ts';
import { ownFeatures, type SharedFeatures, type YamlSettings } from './own-features.ts';
import type { RecognisedDocuments } from './recognised-documents.ts';

const YAML_EXTENSION = 'redhat.vscode-yaml';
/** The name of the schema contributor, and the scheme of the schema's URI. */
const CONTRIBUTOR = 'outrunner-job-schema';
const SCHEMA_URI = `${CONTRIBUTOR}://schema/jobs`;

/** The part of the YAML extension's API that contributes schemas. */
interface SchemaApi {
  readonly registerContributor: (
    name: string,
    requestSchema: (resource: string) => string | undefined,
    requestSchemaContent: (uri: string) => Promise<string> | string,
  ) => boolean;
}
const SchemaApi = z.custom<SchemaApi>(
  (api) => typeof api === 'object' && api !== null && 'registerContributor' in api,
);

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
  readonly #schemaFile: string;
  readonly #onFailed: (error: unknown) => void;
  readonly #listening: vscode.Disposable;
  #isContributed = false;

  constructor(documents: RecognisedDocuments, schemaFile: string, onFailed: (error: unknown) => void) {
    this.#schemaFile = schemaFile;
    this.#onFailed = onFailed;
    const look = () => this.#contribute();
    this.#listening = vscode.Disposable.from(
      documents.onDidChange(look),
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.extensions.onDidChange(look),
    );
    look();
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #contribute(): void {
    const extension = vscode.extensions.getExtension(YAML_EXTENSION);
    if (this.#isContributed || extension === undefined) return;
    if (!vscode.workspace.textDocuments.some(isJobDocument)) return;
    this.#isContributed = true;
    Promise.resolve(extension.activate())
      .then((api) =>
        SchemaApi.parse(api).registerContributor(CONTRIBUTOR, schemaOf, async () =>
          JSON.stringify(hintSchema(JSON.parse(await readFile(this.#schemaFile, 'utf8')))),
        ),
      )
      .catch(this.#onFailed);
  }
}

/** Returns the URI of the schema of an open document; undefined if it contains no jobs. */
function schemaOf(resource: string): string | undefined {
  const uri = vscode.Uri.parse(resource).toString();
  const document = vscode.workspace.textDocuments.find((it) => it.uri.toString() === uri);
  return document !== undefined && isJobDocument(document) ? SCHEMA_URI : undefined;
}
