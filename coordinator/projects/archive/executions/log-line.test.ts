import assert from 'node:assert/strict';
import { logLineText } from './log-line.ts';

const LINE = { time: 1_394_131_526_123, level: 'NORMAL', node: 'dignan', stepctx: '1', message: 'hi' };

describe('logLineText', () => {
  it('writes an entry as Rundeck does', () => {
    assert.equal(logLineText(LINE), '^2014-03-06T18:45:26Z|||{node=dignan|step=1|stepctx=1}|hi^');
    assert.equal(
      logLineText({ ...LINE, level: 'ERROR', node: '', stepctx: '', message: '' }),
      '^2014-03-06T18:45:26Z||ERROR||^',
    );
  });

  it('escapes separators in metadata and messages', () => {
    const text = logLineText({ ...LINE, node: 'a=b|c}d\\e', message: '^|{=}\\' });
    assert.match(text, /\{node=a\\=b\\\|c\\\}d\\\\e\|/);
    assert.ok(text.endsWith('|\\^|{=}\\\\^'), text);
  });
});
