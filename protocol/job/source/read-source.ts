import { Composer, type Document, Parser, type YAMLError } from 'yaml';
import type { Finding } from '../problem.ts';
import { readDocument, type SourceBounds } from './read-yaml.ts';
import type { SourceValue } from './source-value.ts';

export type SourceFormat = 'yaml' | 'json';

export interface Source {
  /** Undefined where the text cannot be read. */
  readonly root: SourceValue | undefined;
  readonly findings: readonly Finding[];
}

/** Reads YAML 1.1 or JSON with the place of every value. */
export function readSource(text: string, format: SourceFormat, bounds: SourceBounds): Source {
  if (format === 'json') {
    const finding = jsonSyntaxFinding(text);
    if (finding !== undefined) return { root: undefined, findings: [finding] };
  }
  try {
    return readComposed(composedDocuments(text), bounds);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unreadable('too-deep', `Nested more than ${bounds.depth} levels deep.`, 0, 1);
  }
}

/** The documents of a text: every scalar a text yet, nothing resolved, comments kept. */
export function composedDocuments(text: string): Document.Parsed[] {
  const composer = new Composer({
    schema: 'failsafe',
    uniqueKeys: false,
    keepSourceTokens: true,
    strict: true,
  });
  return Array.from(composer.compose(new Parser().parse(text), true, text.length)) as Document.Parsed[];
}

function readComposed(documents: readonly Document.Parsed[], bounds: SourceBounds): Source {
  const findings = documents.flatMap((document) => document.errors.map(syntaxFinding));
  if (findings.length > 0) return { root: undefined, findings: findings.slice(0, 20) };
  const filled = documents.filter((document) => document.contents !== null && !isEmpty(document));
  const [first, second] = filled;
  if (first === undefined) return unreadable('empty', 'The file holds no job.', 0, 0);
  if (second !== undefined) {
    const message =
      'A second YAML document begins here. Put all jobs into one list, or each into a file of its own.';
    return unreadable('several-documents', message, second.range[0], second.range[0] + 3);
  }
  const root = readDocument(first, bounds);
  return 'severity' in root ? { root: undefined, findings: [root] } : { root, findings: [] };
}

function isEmpty(document: Document.Parsed): boolean {
  const { contents } = document;
  return (
    contents !== null &&
    'source' in contents &&
    contents.source === '' &&
    contents.range[0] === contents.range[1]
  );
}

function unreadable(code: string, message: string, start: number, end: number): Source {
  return {
    root: undefined,
    findings: [{ severity: 'error', code, message, span: { start, end }, path: [] }],
  };
}

const REMEDIES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'YAML is indented by spaces: replace the tab.',
  BAD_INDENT: 'Align this line with its neighbours.',
  MISSING_CHAR: 'Add the missing character, or quote the text.',
  BLOCK_AS_IMPLICIT_KEY: 'Quote a text that holds ": ".',
  MULTILINE_IMPLICIT_KEY: 'A key ends on the line it begins on: a ":" or an indentation is missing.',
  BAD_SCALAR_START: 'Quote a text that begins with this character.',
};

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
