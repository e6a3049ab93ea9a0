import { isDeepStrictEqual } from 'node:util';
import { type Document, isSeq, Scalar, visit } from 'yaml';
import { fitsBlockText } from '../keys/export-jobs.ts';
import { JOB_FILE_LIMITS } from '../source/job-limits.ts';
import { composedDocuments } from '../source/read-source.ts';
import { readDocument } from '../source/read-yaml.ts';
import type { SourceValue } from '../source/source-value.ts';
import { alignComments, commentsIn } from './align-comments.ts';
import { FoldedTexts } from './folded-texts.ts';
import { columnOf } from './splices.ts';

/**
 * Formats a job file: two spaces for each level, lists indented as in the first list of the file, one space after a dash
 * and a colon, and quoted multi-line strings as block scalars. Keeps values, comments, the order of keys, and the lines
 * of folded texts. Returns undefined if the text is not a single valid YAML document, or if a value or a comment would
 * change.
 */
export function formatJobFile(text: string): string | undefined {
  const document = onlyDocument(text);
  const before = document && contentsOf(document);
  if (document === undefined || before === undefined) return undefined;
  const indentSeq = indentsLists(document, text);
  const folded = new FoldedTexts(text);
  visit(document, {
    Scalar: (_, scalar) => {
      writeLinesAsBlock(scalar);
      folded.take(scalar);
    },
  });
  const written = document.toString({
    lineWidth: 0,
    indentSeq,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  const formatted = alignComments(folded.put(written), text);
  if (formatted === undefined) return undefined;
  const again = onlyDocument(formatted);
  const isSame =
    again !== undefined &&
    isDeepStrictEqual(contentsOf(again), before) &&
    isDeepStrictEqual(commentsIn(formatted), commentsIn(text));
  return isSame ? formatted : undefined;
}

function onlyDocument(text: string): Document.Parsed | undefined {
  const composed = composedDocuments(text, JOB_FILE_LIMITS);
  if (composed.kind !== 'documents' || composed.documents.length !== 1) return undefined;
  const [document] = composed.documents;
  return document?.errors.length === 0 ? document : undefined;
}

/** Returns the value of a document with the texts of its scalars and without positions. */
function contentsOf(document: Document): unknown {
  const value = readDocument(document, JOB_FILE_LIMITS);
  return 'severity' in value ? undefined : withoutPlaces(value);
}

function withoutPlaces(value: SourceValue): unknown {
  if (value.kind === 'scalar') return [value.value, value.written];
  if (value.kind === 'list') return value.items.map(withoutPlaces);
  return value.entries.map((entry) => [entry.key, withoutPlaces(entry.value)]);
}

/** Returns whether the first list below a key is indented further than its key. */
function indentsLists(document: Document, text: string): boolean {
  let indents = false;
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isSeq(value) || value.flow || !value.range || !(key instanceof Scalar) || !key.range)
        return undefined;
      indents = columnOf(text, value.range[0]) > columnOf(text, key.range[0]);
      return visit.BREAK;
    },
  });
  return indents;
}

function writeLinesAsBlock(scalar: Scalar): void {
  const { type, value } = scalar;
  const isQuoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
  if (isQuoted && typeof value === 'string' && value.includes('\n') && fitsBlockText(value))
    scalar.type = Scalar.BLOCK_LITERAL;
}
