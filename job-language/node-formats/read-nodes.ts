import type { NodeFormat } from '../../protocol/entities/node-format.ts';
import type { Node } from '../nodes/node.ts';
import { LineIndex, type Problem, problemsOf } from '../source/problem.ts';
import { composedDocuments, readSource } from '../source/read-source.ts';
import { readDocument } from '../source/read-yaml.ts';
import { NodeText } from './node-text.ts';
import { readNodeValues } from './read-node-values.ts';
import { readNodeXml } from './read-node-xml.ts';

export interface ReadNodes {
  /** The valid nodes, in the order of the text, with unique names. */
  readonly nodes: readonly Node[];
  /** Problems with their positions. A node with an error is not in `nodes`. */
  readonly problems: readonly Problem[];
}

const BOUNDS = { depth: 32, tokens: 3_000_000, aliasedValues: 100_000, keepsRepeated: true };

/** Reads the nodes of a resource model: YAML (any number of documents), JSON or XML. An empty text has no nodes. */
export function readNodes(written: string, format: NodeFormat): ReadNodes {
  const text = written.replace(/^\uFEFF/, '');
  const into = new NodeText();
  if (text.trim() !== '') READERS[format](text, into);
  return { nodes: into.nodes, problems: problemsOf(new LineIndex(text), into.findings) };
}

const READERS: Readonly<Record<NodeFormat, (text: string, into: NodeText) => void>> = {
  yaml: readYaml,
  json: readJson,
  xml: readNodeXml,
};

function readYaml(text: string, into: NodeText): void {
  const composed = composedDocuments(text, BOUNDS);
  if (composed.kind !== 'documents' || composed.documents.some(({ errors }) => errors.length > 0)) {
    into.findings.push(...readSource(text, 'yaml', BOUNDS).findings);
    return;
  }
  for (const document of composed.documents) {
    const root = readDocument(document, BOUNDS);
    if ('severity' in root) into.findings.push(root);
    else readNodeValues(root, into);
  }
}

function readJson(text: string, into: NodeText): void {
  const { root, findings } = readSource(text, 'json', BOUNDS);
  for (const finding of findings) into.findings.push(finding);
  if (root !== undefined) readNodeValues(root, into);
}
