import assert from 'node:assert/strict';
import { openLog } from './log.ts';

const FORGED = 'a\n12:00:00 info  admin signed in (from 10.0.0.1\u001b[2K)\u009b1A';

describe('the pretty log of a coordinator', () => {
  it('indents the further lines of a message and escapes control characters, so that no log line can be forged', () => {
    const lines: string[] = [];
    openLog('pretty', (line) => lines.push(line)).warn({ host: FORGED, facts: { labels: [FORGED] } }, FORGED);
    const [first = '', ...more] = lines.join('\n').split('\n');
    assert.match(first, /^\d\d:\d\d:\d\d warn {2}a$/);
    for (const line of more) assert.match(line, /^ {2}/);
    assert.doesNotMatch(lines.join('').replaceAll('\n', ''), /\p{Cc}/u);
  });
});
