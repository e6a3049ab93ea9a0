import assert from 'node:assert/strict';
import { withoutLinks } from './without-links.ts';

/** What VS Code takes for a link in a notification: src/vs/base/common/linkedText.ts. */
const LINK = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+(?: (["']).+?\1)?\)/i;

describe('a text of a notification', () => {
  it('contains no link that runs a command or opens an address', () => {
    for (const text of [
      'The runner failed: [see why](command:workbench.action.terminal.new)',
      '[[a](command:b)](command:c)',
      '[a](https://example.org "title")',
      '[a](FILE:///etc/passwd)',
    ]) {
      assert.match(text, LINK);
      assert.doesNotMatch(withoutLinks(text), LINK);
    }
  });

  it('is otherwise unchanged', () => {
    const text = 'Job "a [b] (c)" failed: exit code 3\n[d]: (e)';
    assert.equal(withoutLinks(text), text);
  });
});
