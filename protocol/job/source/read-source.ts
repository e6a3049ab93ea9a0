import { Composer, type Document, Parser, type YAMLError } from 'yaml';
import type { Finding } from '../problem.ts';
import { readXml } from '../xml/read-xml.ts';
import { readDocument, type SourceBounds } from './read-yaml.ts';
import type { SourceValue } from './source-value.ts';

/** XML is read alone, and written as YAML. */
export type SourceFormat = 'yaml' | 'json' | 'xml';

export interface Source {
  /** Undefined where the text cannot be read. */
  readonly root: SourceValue | undefined;
  readonly findings: readonly Finding[];
  /** The document that was read, where it could be. */
  readonly document?: Document.Parsed;
}

/** Reads YAML 1.1, JSON or XML with the place of every value. */
export function readSource(text: string, format: SourceFormat, bounds: SourceBounds): Source {
  if (format === 'json') {
    const finding = jsonSyntaxFinding(text);
    if (finding !== undefined) return { root: undefined, findings: [finding] };
  }
  if (format === 'xml') {
    const root = readXml(text, bounds.depth);
    return 'severity' in root ? { root: undefined, findings: [root] } : { root, findings: [] };
  }
  return readComposed(text, composedDocuments(text), bounds);
}

/** The documents of a text that hold something or have errors: every scalar a text yet, nothing resolved. */
export function composedDocuments(text: string): Document.Parsed[] {
  return allDocuments(text).filter((document) => document.errors.length > 0 || !isEmpty(document));
}

function allDocuments(text: string): Document.Parsed[] {
  const composer = new Composer({
    schema: 'failsafe',
    uniqueKeys: false,
    keepSourceTokens: true,
    strict: true,
  });
  return Array.from(composer.compose(new Parser().parse(text), true, text.length)) as Document.Parsed[];
}

function readComposed(text: string, documents: readonly Document.Parsed[], bounds: SourceBounds): Source {
  const errors = documents.flatMap((document) => document.errors);
  const overflow = errors.find((error) => error.message.startsWith('Maximum call stack'));
  if (overflow !== undefined) {
    return unreadable('too-deep', `Nested more than ${bounds.depth} levels deep.`, ...overflow.pos);
  }
  if (errors.length > 0) return { root: undefined, findings: syntaxFindings(text, errors) };
  const [first, second] = documents;
  if (first === undefined) return unreadable('empty', 'The file holds no job.', 0, 0);
  if (second !== undefined) {
    const message =
      'A second YAML document begins here. Put all jobs into one list, or each into a file of its own.';
    return unreadable('several-documents', message, second.range[0], second.range[0] + 3);
  }
  const root = readDocument(first, bounds);
  return 'severity' in root ? { root: undefined, findings: [root] } : { root, findings: [], document: first };
}

function isEmpty({ contents }: Document.Parsed): boolean {
  if (contents === null) return true;
  return 'source' in contents && contents.source === '' && contents.range[0] === contents.range[1];
}

function unreadable(code: string, message: string, start: number, end: number): Source {
  return {
    root: undefined,
    findings: [{ severity: 'error', code, message, span: { start, end }, path: [] }],
  };
}

const REMEDIES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'Align this line with its neighbours.',
  MISSING_CHAR: 'Add the missing character, or quote the text.',
  BLOCK_AS_IMPLICIT_KEY: 'Quote a text that holds ": ".',
  MULTILINE_IMPLICIT_KEY: 'A key ends on the line it begins on: a ":" or an indentation is missing.',
  BAD_SCALAR_START: 'Quote a text that begins with this character.',
};

const MOST_ERRORS = 5;

/** The first errors: later ones mostly follow from them. A tab in the indentation is the cause of whatever follows. */
function syntaxFindings(text: string, errors: readonly YAMLError[]): Finding[] {
  const first = errors[0]?.pos[0] ?? 0;
  const lineStart = text.lastIndexOf('\n', first - 1) + 1;
  const tab = /^ *\t/.exec(text.slice(lineStart, first + 1))?.[0];
  if (tab === undefined) return errors.slice(0, MOST_ERRORS).map(syntaxFinding);
  const end = lineStart + tab.length;
  const message = 'A tab indents this line, and YAML is indented by spaces: replace the tab.';
  return [{ severity: 'error', code: 'yaml-syntax', message, span: { start: end - 1, end }, path: [] }];
}

function syntaxFinding(error: YAMLError): Finding {
  const [start, end] = error.pos;
  const remedy = REMEDIES[error.code] ?? 'Correct the YAML here.';
  const problem = error.message.replace(/\.?$/, '.');
  const span = { start, end: Math.max(end, start + 1) };
  return { severity: 'error', code: 'yaml-syntax', message: `${problem} ${remedy}`, span, path: [] };
}

function jsonSyntaxFinding(text: string): Finding | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const start = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    const problem = message.replace(/ in JSON at position.*$/s, '').replace(/\.?$/, '.');
    return {
      severity: 'error',
      code: 'json-syntax',
      message: `${problem} Correct the JSON here.`,
      span: { start, end: start + 1 },
      path: [],
    };
  }
}
