import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { FileReference } from './file-references.ts';
import { TerminalFileLinks } from './terminal-file-links.ts';

describe('TerminalFileLinks', () => {
  const ours = { name: '#7 build' } as vscode.Terminal;
  const opened: FileReference[] = [];
  const links = new TerminalFileLinks(
    (terminal) => terminal === ours,
    (reference) => opened.push(reference),
  );
  const provide = (line: string, terminal = ours) =>
    links.provideTerminalLinks({ line, terminal } as vscode.TerminalLinkContext);

  it('links files with lines, and opens the file of the clicked link', () => {
    const [link] = provide('src/a.c:12:5: error: no such type');
    assert.ok(link);
    assert.deepEqual([link.startIndex, link.length], [0, 12]);
    links.handleTerminalLink(link);
    assert.deepEqual(
      opened.map(({ path, line, column }) => [path, line, column]),
      [['src/a.c', 12, 5]],
    );
  });

  it('adds no links to other terminals', () => {
    assert.deepEqual(provide('src/a.c:12:5', { name: 'shell' } as vscode.Terminal), []);
  });
});
