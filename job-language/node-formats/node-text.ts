import type { Node } from '../nodes/node.ts';
import type { Finding, Span } from '../source/problem.ts';

/** Collects nodes while a text is parsed: a later node replaces an earlier one of the same name. */
export class NodeText {
  readonly findings: Finding[] = [];
  readonly #nodes = new Map<string, Node>();

  get nodes(): Node[] {
    return [...this.#nodes.values()];
  }

  /** Adds a node, or an error at `place` if the name is not valid. */
  add(node: Node, place: Span, path: Finding['path']): void {
    if (node.name.trim() === '') {
      const message = 'A node has no name here. Give it a "nodename".';
      this.error('node-name-missing', message, place, path);
    } else if (/\p{Cc}/u.test(node.name)) {
      const message = 'The name of a node must be a single line without control characters.';
      this.error('node-name', message, place, path);
    } else {
      if (this.#nodes.has(node.name)) {
        const message = `The node "${node.name}" occurs twice here; this one is used. Remove one of them.`;
        this.warn('node-duplicate', message, place, path);
      }
      this.#nodes.set(node.name, node);
    }
  }

  error(code: string, message: string, span: Span, path: Finding['path'] = []): void {
    this.findings.push({ severity: 'error', code, message, span, path });
  }

  warn(code: string, message: string, span: Span, path: Finding['path'] = []): void {
    this.findings.push({ severity: 'warning', code, message, span, path });
  }
}

/** Parses `a, b` as tags: trimmed, without blanks and duplicates. */
export function tagList(tags: readonly string[]): string[] {
  const trimmed = tags.flatMap((text) => text.split(',')).map((tag) => tag.trim());
  return [...new Set(trimmed.filter((tag) => tag !== ''))];
}
