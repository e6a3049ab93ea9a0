import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TerminalFilter } from './terminal-filter.ts';

const filter = (...chunks: string[]): string => {
  const terminal = new TerminalFilter();
  return chunks.map((chunk) => terminal.next(chunk)).join('');
};

const fragments = fc.constantFrom(
  ...[
    '\x1b',
    '[',
    ']',
    '\x9b',
    '\x9d',
    '\x90',
    '\x07',
    '\x1b\\',
    '\x9c',
    '?',
    ';',
    '31',
    'm',
    'c',
    'n',
    'h',
    'A',
    'J',
    '3',
  ],
  ...[
    '\r',
    '\n',
    '\t',
    '\b',
    'é',
    '漢',
    '🙂',
    'text',
    '\x1b[31m',
    '\x1b]8;;http://x\x07',
    '\x1b[6n',
    '\x18',
    '\x00',
  ],
);
const streams = fc.array(fc.oneof(fragments, fc.string({ maxLength: 6 })), { maxLength: 30 });

describe('the terminal filter', () => {
  it('passes text, tabs, backspaces and colours', () => {
    const text = 'a\tb\bc é漢🙂 \x1b[1;38;2;10;20;30mred\x1b[0m \x1b[38:5:9mx';
    assert.equal(filter(text), text);
  });

  it('passes cursor moves within bounds, such as those of progress bars', () => {
    assert.equal(filter('\r10 %\x1b[K\x1b[2A\x1b[1;1H'), '\r10 %\x1b[K\x1b[2A\x1b[1;1H');
    assert.equal(filter('\x1b[99999999B'), '');
  });

  it('converts a lone line feed to CR LF, and keeps a CR LF that spans two chunks', () => {
    assert.equal(filter('a\nb\r\nc\r', '\nd'), 'a\r\nb\r\nc\r\nd');
  });

  it('drops sequences that request an answer from the terminal', () => {
    assert.equal(filter('a\x1b[6nb\x1b[cc\x1b[>cd\x1b[?6ne\x05f\x1bZg'), 'abcdefg');
  });

  it('drops titles, links, clipboard writes and device strings', () => {
    assert.equal(
      filter('a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\c\x9d52;c;YQ==\x9cd\x1bP$q\x1b\\e\x1b_x\x1b\\f'),
      'abcdef',
    );
  });

  it('drops modes, resets, scrollback erasure and 8-bit controls', () => {
    assert.equal(filter('a\x1b[?1049hb\x1bcc\x1b[3Jd\x9b?25le\x84f\x1b(0g'), 'abcdefg');
  });

  it('converts 8-bit colour sequences to their 7-bit form', () => {
    assert.equal(filter('\x9b31mred'), '\x1b[31mred');
  });

  it('drops a sequence that is too long', () => {
    assert.equal(filter(`\x1b[${'1;'.repeat(500)}mtext`), 'text');
  });

  it('returns the same output however the input is split into chunks', () => {
    fc.assert(fc.property(streams, (chunks) => assert.equal(filter(...chunks), filter(chunks.join('')))));
  });

  it('passes only text, TAB, BS, CR, LF, colours and cursor moves', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern names control characters
    const shown = /^(?:[\t\b\r\n\x20-\x7e]|[^\x00-\x9f]|\x1b\[[0-9;:]*m|\x1b\[[0-9;]*[A-HJKf])*$/u;
    fc.assert(fc.property(streams, (chunks) => assert.match(filter(...chunks), shown)));
  });
});
