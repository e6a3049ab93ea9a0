import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { ExecutionId } from '../../../protocol/ids.ts';
import { ExecutionLinks } from './execution-links.ts';
import { Scrollback } from './scrollback.ts';

describe('ExecutionLinks', () => {
  const ours = { name: '#7' } as vscode.Terminal;
  const opened: string[] = [];
  const links = new ExecutionLinks({
    executionOf: (terminal) => (terminal === ours ? ExecutionId.parse(7) : undefined),
    open: (execution) => opened.push(`terminal ${execution}`),
    openWhole: (execution) => opened.push(`whole ${execution}`),
    openPanel: (execution) => opened.push(`panel ${execution}`),
  });
  const inLine = (line: string, terminal = ours) =>
    links.provideTerminalLinks({ line, terminal } as vscode.TerminalLinkContext);

  it('link to the whole output in the notice about dropped lines', () => {
    const scrollback = new Scrollback(1);
    scrollback.add('a\r\nb\r\n');
    const notice = scrollback.notice(true) ?? '';
    const [link, ...others] = inLine(notice);
    assert.ok(link);
    assert.deepEqual(others, []);
    assert.equal(notice.slice(link.startIndex, link.startIndex + link.length), 'Show Full Output');
    links.handleTerminalLink(link);
    assert.deepEqual(opened.splice(0), ['whole 7']);
  });

  it('link to the executions that the output mentions', () => {
    const [link] = inLine('retried as execution 9');
    assert.ok(link);
    links.handleTerminalLink(link);
    assert.deepEqual(opened.splice(0), ['terminal 9']);
  });

  it('link to executions by their translated and by their English names', () => {
    const key = 'execution/The word before the number of an execution in terminals, as in "execution 12"';
    l10n.config({ contents: { [key]: 'Ausführung' } });
    try {
      const found = inLine('Ausführung 8, execution 9, Testausführung 10');
      assert.deepEqual(
        found.map(({ execution }) => execution),
        [8, 9],
      );
    } finally {
      l10n.config({ contents: {} });
    }
  });

  it('link to the panel of the execution that the terminal shows', () => {
    const [link] = inLine('■ execution 7 failed');
    assert.ok(link);
    assert.equal(link.tooltip, 'Open the panel of execution 7');
    links.handleTerminalLink(link);
    assert.deepEqual(opened.splice(0), ['panel 7']);
  });

  it('link nothing in terminals that do not belong to the extension', () => {
    assert.deepEqual(inLine('execution 9, Show Full Output', { name: 'bash' } as vscode.Terminal), []);
  });
});
