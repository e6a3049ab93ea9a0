import { Composer, type Document, Lexer, Parser, type YAMLError } from 'yaml';
import { JsonTooDeep, MOST_JSON_LEVELS, parseBoundedJson } from '../../support/text/bounded-json.ts';
import { JOB_FILE_LIMITS } from './job-limits.ts';
import type { Finding } from './problem.ts';
import { readXml } from './read-xml.ts';
import { type ComposeBounds, readDocument, type SourceBounds } from './read-yaml.ts';
import type { SourceValue } from './source-value.ts';

/** The format of a job file. Jobs in XML are only read, and converted to YAML. */
export type SourceFormat = 'yaml' | 'json' | 'xml';

export interface Source {
  /** Undefined if the text cannot be parsed. */
  readonly root: SourceValue | undefined;
  readonly findings: readonly Finding[];
  /** The parsed document, if there is one. */
  readonly document?: Document.Parsed;
}

/** Parses YAML 1.1, JSON or XML with the position of every value. */
export function readSource(text: string, format: SourceFormat, bounds: SourceBounds): Source {
  if (format === 'json') {
    const finding = jsonSyntaxFinding(text);
    if (finding !== undefined) return { root: undefined, findings: [finding] };
  }
  if (format === 'xml') {
    const root = readXml(text, bounds.depth);
    return 'severity' in root ? { root: undefined, findings: [root] } : { root, findings: [] };
  }
  return readComposed(text, composedDocuments(text, bounds), bounds);
}

/** The documents of a YAML text, or the offset at which it exceeds a bound. */
export type Composed =
  | { readonly kind: 'documents'; readonly documents: readonly Document.Parsed[] }
  | { readonly kind: 'too-deep' | 'too-many-values' | 'text-too-long'; readonly offset: number };

/**
 * Returns the documents that have contents or errors. Scalars remain strings; aliases, tags and merges are unresolved.
 */
export function composedDocuments(text: string, bounds: ComposeBounds): Composed {
  const composed = allDocuments(text, bounds);
  if (composed.kind !== 'documents') return composed;
  const documents = composed.documents.filter((document) => document.errors.length > 0 || !isEmpty(document));
  return { kind: 'documents', documents };
}

/**
 * Maximum number of characters in a double-quoted text. The composer takes 32 bytes of memory for each. The maximum is
 * twice the limit of a job, so that a job that is slightly too long is refused without affecting other jobs in its
 * file.
 */
const MOST_QUOTED = 2 * JOB_FILE_LIMITS.jobCharacters;

/** Number of entries of the parser's stack that are not nesting levels: the document, a pair's value, a scalar. */
const STACK_BESIDE_LEVELS = 3;

/** Composes token by token, so that a text is refused before the composer overflows its stack or exhausts memory. */
function allDocuments(text: string, bounds: ComposeBounds): Composed {
  const parser = new Parser();
  const composer = new Composer({
    schema: 'failsafe',
    uniqueKeys: false,
    strict: true,
  });
  const documents: Document.Parsed[] = [];
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > bounds.tokens) return { kind: 'too-many-values', offset: parser.offset };
    if (lexeme.length > MOST_QUOTED && lexeme.startsWith('"'))
      return { kind: 'text-too-long', offset: parser.offset };
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > bounds.depth + STACK_BESIDE_LEVELS)
      return { kind: 'too-deep', offset: parser.offset };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  return { kind: 'documents', documents };
}

function readComposed(text: string, composed: Composed, bounds: SourceBounds): Source {
  if (composed.kind !== 'documents') {
    const { kind, offset } = composed;
    if (kind === 'too-deep') return { root: undefined, findings: [tooDeep(bounds.depth, offset)] };
    const message =
      kind === 'text-too-long'
        ? `A quoted text has more than ${MOST_QUOTED / 1024 / 1024} Mi characters. Move it into a file of its own.`
        : `The file has more than ${bounds.tokens} words and marks. Split it.`;
    return unreadable(kind, message, offset, offset + 1);
  }
  const { documents } = composed;
  const errors = documents.flatMap((document) => document.errors);
  if (errors.length > 0) return { root: undefined, findings: syntaxFindings(text, errors) };
  const [first, second] = documents;
  if (first === undefined) return unreadable('empty', 'The file contains no job.', 0, 0);
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

function tooDeep(depth: number, offset: number): Finding {
  const message = `Nested more than ${depth} levels deep.`;
  return {
    severity: 'error',
    code: 'too-deep',
    message,
    span: { start: offset, end: offset + 1 },
    path: [],
  };
}

const REMEDIES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'Align this line with its neighbours.',
  MISSING_CHAR: 'Add the missing character, or quote the text.',
  BLOCK_AS_IMPLICIT_KEY: 'Quote a string that contains ": ".',
  MULTILINE_IMPLICIT_KEY: 'A key cannot span several lines: add the missing ":" or indentation.',
  BAD_SCALAR_START: 'Quote a text that begins with this character.',
};

const MOST_ERRORS = 5;

/**
 * Returns the first errors, because they usually cause the later ones. A tab in the indentation causes all errors after
 * the tab.
 */
function syntaxFindings(text: string, errors: readonly YAMLError[]): Finding[] {
  const first = errors[0]?.pos[0] ?? 0;
  const lineStart = text.lastIndexOf('\n', first - 1) + 1;
  const tab = /^ *\t/.exec(text.slice(lineStart, first + 1))?.[0];
  if (tab === undefined) return errors.slice(0, MOST_ERRORS).map(syntaxFinding);
  const end = lineStart + tab.length;
  const message = 'This line is indented with a tab, but YAML requires spaces. Replace the tab.';
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
    parseBoundedJson(text);
    return undefined;
  } catch (error) {
    if (error instanceof JsonTooDeep) return tooDeep(MOST_JSON_LEVELS, error.position);
    const message = error instanceof Error ? error.message : String(error);
    const isCut = message.startsWith('Unexpected end');
    const start = Number(/position (\d+)/.exec(message)?.[1] ?? (isCut ? text.length : 0));
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
