import * as vscode from 'vscode';
import type { Client } from '../../protocol/client/client.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { RevisedConfig } from '../../protocol/routes/shapes/project-shapes.ts';
import { askForDocument } from '../documents/ask-for-document.ts';
import type { StoredDocuments } from '../documents/deferred-file-system.ts';
import { readOnlyStat, type SeenText, seenStat, seenText } from '../documents/document-stat.ts';
import { PROJECT_SCHEME } from '../ids/schemes.ts';
import type { Model, ProjectOverview } from '../model/model.ts';
import { projectConfigOf, projectConfigSchema, projectConfigText } from './project-config-text.ts';
import { projectOfPath } from './project-config-uri.ts';

const SCHEMA = vscode.Uri.from({ scheme: PROJECT_SCHEME, path: '/project.schema.json' });

/**
 * The configuration of a project, as last read. The version of the text is separate from the revision, because a new
 * revision of the project may leave its configuration unchanged.
 */
interface Known extends SeenText {
  readonly uri: vscode.Uri;
  /** The revision of the project that VS Code read last. A save succeeds only for this revision. */
  readonly revision: number;
}

/**
 * Project configurations as JSON documents, with their schema as a read-only file beside them. VS Code detects
 * conflicting saves by the file status. The coordinator also rejects a save that is not based on the newest revision.
 */
export class ProjectConfigFileSystem implements StoredDocuments, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #known = new Map<ProjectName, Known>();
  readonly #client: () => Promise<Client | undefined>;
  #projects: readonly ProjectOverview[] = [];

  constructor(client: () => Promise<Client | undefined>) {
    this.#client = client;
  }

  /** Notifies VS Code of documents that others may have changed or deleted. */
  follow({ projects }: Model): void {
    if (projects === this.#projects) return;
    this.#projects = projects;
    const { Changed, Deleted } = vscode.FileChangeType;
    const events = [...this.#known].map(([name, { uri }]) => ({
      type: projects.some((project) => project.name === name) ? Changed : Deleted,
      uri,
    }));
    if (events.length > 0) this.#changed.fire(events);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return isSchema(uri) ? readOnlyStat(projectConfigSchema()) : seenStat(await this.#read(uri));
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from(isSchema(uri) ? projectConfigSchema() : (await this.#read(uri)).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    if (isSchema(uri)) throw vscode.FileSystemError.NoPermissions(uri);
    const project = projectOf(uri);
    const { revision } = this.#known.get(project) ?? (await this.#read(uri));
    const saved = await this.#call(uri, async (client) => {
      const config = projectConfigOf(Buffer.from(content).toString('utf8'));
      return client.setRevisedConfig({ params: { project }, body: { config, revision } });
    });
    this.#note(uri, project, saved);
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #read(uri: vscode.Uri): Promise<Known> {
    const project = projectOf(uri);
    return this.#note(
      uri,
      project,
      await this.#call(uri, (client) => client.getRevisedConfig({ params: { project } })),
    );
  }

  #note(uri: vscode.Uri, project: ProjectName, { config, revision }: RevisedConfig): Known {
    const text = projectConfigText(config, SCHEMA.toString());
    const known = { uri, revision, ...seenText(text, this.#known.get(project)) };
    this.#known.set(project, known);
    return known;
  }

  #call<T>(uri: vscode.Uri, act: (client: Client) => Promise<T>): Promise<T> {
    return askForDocument(uri, this.#client, act);
  }
}

function projectOf(uri: vscode.Uri): ProjectName {
  const project = projectOfPath(uri.path);
  if (project === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  return project;
}

function isSchema(uri: vscode.Uri): boolean {
  return uri.path === SCHEMA.path;
}
