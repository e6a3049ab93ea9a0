import { type Document, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { JOB_FILE_LIMITS } from '../source/job-limits.ts';
import { composedDocuments } from '../source/read-source.ts';

/** The only job of a YAML text, as nodes with positions. All scalars are read as text. */
export interface JobNode {
  readonly document: Document.Parsed;
  readonly map: YAMLMap;
  /** Path of the map in the document. */
  readonly path: readonly number[];
}

/**
 * Parses the only job of a YAML text.
 *
 * @throws {OutrunnerError} `job-invalid` if the text is not YAML, is too large, or does not contain exactly one job
 */
export function parseJobNode(text: string): JobNode {
  const composed = composedDocuments(text, JOB_FILE_LIMITS);
  if (composed.kind !== 'documents') {
    const problem =
      composed.kind === 'too-deep'
        ? `it is nested more than ${JOB_FILE_LIMITS.depth} levels deep`
        : 'it is too large';
    throw new OutrunnerError('job-invalid', { problem });
  }
  const { documents } = composed;
  const error = documents.flatMap((document) => document.errors)[0];
  if (error !== undefined) throw new OutrunnerError('job-invalid', { problem: error.message });
  const [document, second] = documents;
  const contents = document?.contents;
  if (document !== undefined && second === undefined) {
    if (isMap(contents)) return { document, map: contents, path: [] };
    const items = isSeq(contents) ? contents.items : [];
    const [only] = items;
    if (items.length === 1 && isMap(only)) return { document, map: only, path: [0] };
  }
  throw new OutrunnerError('job-invalid', { problem: 'the text must contain one job' });
}

/** Returns the entry of a key, without resolving anchors and merges. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}
