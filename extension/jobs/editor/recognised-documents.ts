import * as vscode from 'vscode';
import { isJobDocument } from './document-tree.ts';
import { isNamedAsJobs, isYaml, NAMED_DOCUMENTS } from './job-document.ts';

/** Registers a provider for the documents of a selector. */
type Register = (selector: vscode.DocumentSelector) => vscode.Disposable;

/** Delay after the last key press before a document is recognised or no longer recognised, in ms. */
const DEBOUNCE_MS = 250;

/**
 * Registers language features for documents with jobs. A document that is recognised by its content only has the
 * features while it contains jobs, so that other YAML documents get no features, such as a second formatter.
 */
export class RecognisedDocuments implements vscode.Disposable {
  readonly #features = new Set<Register>();
  /** The registrations for each recognised document, by its URI. */
  readonly #recognised = new Map<string, Map<Register, vscode.Disposable>>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** Fires when a document becomes recognised or is no longer recognised. */
  readonly onDidChange = this.#changed.event;
  readonly #listening = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument((document) => this.#recognise(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => this.#recogniseLater(document)),
    vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
  );

  constructor() {
    for (const document of vscode.workspace.textDocuments) this.#recognise(document);
  }

  /** Registers a feature for all documents with jobs, open or opened later. */
  provide(register: Register): vscode.Disposable {
    this.#features.add(register);
    const named = register(NAMED_DOCUMENTS);
    for (const [key, registered] of this.#recognised)
      registered.set(register, register(selectorOf(vscode.Uri.parse(key, true))));
    return new vscode.Disposable(() => {
      named.dispose();
      this.#features.delete(register);
      for (const registered of this.#recognised.values()) {
        registered.get(register)?.dispose();
        registered.delete(register);
      }
    });
  }

  /** The URIs of the documents that are recognised by their content. */
  get uris(): readonly string[] {
    return [...this.#recognised.keys()];
  }

  dispose(): void {
    this.#listening.dispose();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    for (const key of this.uris) this.#remove(key);
    this.#changed.dispose();
  }

  #recogniseLater(document: vscode.TextDocument): void {
    if (isNamedAsJobs(document) || !isYaml(document)) return;
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.set(
      key,
      setTimeout(() => {
        this.#waiting.delete(key);
        if (!document.isClosed) this.#recognise(document);
      }, DEBOUNCE_MS),
    );
  }

  #recognise(document: vscode.TextDocument): void {
    if (isNamedAsJobs(document)) return;
    const { uri } = document;
    const key = uri.toString();
    const isJob = isJobDocument(document);
    if (isJob === this.#recognised.has(key)) return;
    if (isJob) {
      const selector = selectorOf(uri);
      this.#recognised.set(key, new Map([...this.#features].map((it) => [it, it(selector)])));
    } else {
      this.#remove(key);
    }
    this.#changed.fire();
  }

  #forget({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    if (!this.#recognised.has(key)) return;
    this.#remove(key);
    this.#changed.fire();
  }

  #remove(key: string): void {
    for (const registration of this.#recognised.get(key)?.values() ?? []) registration.dispose();
    this.#recognised.delete(key);
  }
}

/** Returns a selector of a single document. VS Code also compares the pattern literally, not only as a glob. */
function selectorOf({ scheme, fsPath }: vscode.Uri): vscode.DocumentFilter {
  return { scheme, pattern: fsPath };
}
