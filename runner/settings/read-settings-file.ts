import { readFile } from 'node:fs/promises';
import type { Document, LineCounter, Node } from 'yaml';
import { problemOf } from '../../support/errors/problem-of.ts';
import { systemCode } from '../../support/files/system-code.ts';
import type { GivenSettings, SettingKey } from './runner-settings.ts';
import { RUNNER_SETTINGS } from './runner-settings.ts';
import type { GivenValue } from './setting-kinds.ts';
import { nameOfPath } from './setting-names.ts';

/** The content of a settings file. */
export interface FileSettings {
  readonly path: string;
  readonly given: GivenSettings;
  /** Location of each setting as `FILE:LINE:COLUMN`, for messages. */
  readonly places: ReadonlyMap<SettingKey, string>;
  /** Problems in the form of compiler messages: `FILE:LINE:COLUMN: …`. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Maximum length of a settings file, in characters. */
const LONGEST = 1024 * 1024;

/**
 * Reads a YAML settings file, whose keys can be nested or joined by dots. Resolves to undefined if the file does not
 * exist.
 */
export async function readSettingsFile(file: string): Promise<FileSettings | undefined> {
  let source: string;
  try {
    source = await readFile(file, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return failed(file, `${file}: cannot be read: ${problemOf(error)}`);
  }
  if (source.length > LONGEST) return failed(file, `${file}: is too long`);
  // Loaded only when needed, because most runners have no settings file.
  const yaml = await import('yaml');
  const counter = new yaml.LineCounter();
  const document = yaml.parseDocument(source, { lineCounter: counter, prettyErrors: false });
  const found = new FoundSettings(file, counter);
  for (const error of document.errors) found.problem(error.pos[0], firstLine(error.message));
  if (document.errors.length === 0) found.walk(document, yaml);
  return found;
}

class FoundSettings implements FileSettings {
  readonly given: { [Key in SettingKey]?: GivenValue } = {};
  readonly places = new Map<SettingKey, string>();
  readonly problems: string[] = [];
  readonly warnings: string[] = [];
  readonly path: string;
  readonly #counter: LineCounter;

  constructor(file: string, counter: LineCounter) {
    this.path = file;
    this.#counter = counter;
  }

  problem(offset: number, text: string): void {
    this.problems.push(`${this.#at(offset)}: ${text}`);
  }

  walk(document: Document, yaml: typeof import('yaml')): void {
    const { contents } = document;
    if (contents === null || (yaml.isScalar(contents) && contents.value === null)) return;
    if (!yaml.isMap(contents)) {
      this.problem(contents.range?.[0] ?? 0, 'is not a map of settings');
      return;
    }
    this.#map(contents, [], document, yaml);
  }

  #map(node: Node, above: readonly string[], document: Document, yaml: typeof import('yaml')): void {
    if (!yaml.isMap(node)) return;
    for (const { key, value } of node.items) {
      const path = [...above, String(yaml.isScalar(key) ? key.value : key)];
      const offset = yaml.isNode(key) ? (key.range?.[0] ?? 0) : 0;
      const target = yaml.isAlias(value) ? value.resolve(document) : value;
      if (target === null || target === undefined) continue;
      if (yaml.isScalar(target) && target.value === null) continue;
      const named = nameOfPath(path.join('.'));
      if (
        yaml.isMap(target) &&
        (named.kind === 'unknown' || named.kind === 'without-effect') &&
        target.items.length > 0
      ) {
        this.#map(target, path, document, yaml);
        continue;
      }
      const given = yaml.isNode(target) ? (target.toJS(document) as GivenValue) : String(target);
      this.#take(path.join('.'), named, given, offset);
    }
  }

  #take(path: string, named: ReturnType<typeof nameOfPath>, given: GivenValue, offset: number): void {
    switch (named.kind) {
      case 'setting':
        this.#set(named.key, given, offset);
        return;
      case 'entry': {
        const before = this.given[named.key];
        this.#set(named.key, { ...(typeof before === 'object' ? before : {}), [named.name]: given }, offset);
        return;
      }
      case 'without-effect':
        this.warnings.push(`${this.#at(offset)}: ${path} has no effect: ${named.why}`);
        return;
      case 'unknown':
        this.problem(
          offset,
          `${path} is not a setting${named.suggestion === undefined ? '' : `; did you mean ${named.suggestion}?`}`,
        );
    }
  }

  #set(key: SettingKey, given: GivenValue, offset: number): void {
    this.given[key] = given;
    this.places.set(key, `${this.#at(offset)}: ${RUNNER_SETTINGS[key].path}`);
  }

  #at(offset: number): string {
    const { line, col } = this.#counter.linePos(offset);
    return `${this.path}:${line}:${col}`;
  }
}

function failed(path: string, problem: string): FileSettings {
  return { path, given: {}, places: new Map(), problems: [problem], warnings: [] };
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
