import assert from 'node:assert/strict';
import { Scrollback } from './scrollback.ts';

describe('Scrollback', () => {
  const lines = (count: number, length = 10) => `${'x'.repeat(length)}\r\n`.repeat(count);

  it('is silent while the terminal keeps all lines', () => {
    const scrollback = new Scrollback(1000);
    scrollback.add(lines(1000));
    assert.equal(scrollback.notice(false), undefined);
    assert.equal(scrollback.notice(true), undefined);
  });

  it('reports once that the terminal drops lines, and names the command that opens all', () => {
    const scrollback = new Scrollback(1000);
    scrollback.add(lines(1001));
    assert.equal(
      scrollback.notice(false),
      'This terminal keeps only its last 1,000 lines. Show Full Output opens the whole output.',
    );
    scrollback.add(lines(900));
    assert.equal(scrollback.notice(false), undefined);
    assert.equal(scrollback.notice(true), undefined);
  });

  it('reports it again at the end if the notice was dropped, too', () => {
    const scrollback = new Scrollback(1000);
    scrollback.add(lines(1001));
    assert.ok(scrollback.notice(false));
    scrollback.add(lines(200_000));
    assert.equal(scrollback.notice(false), undefined);
    assert.ok(scrollback.notice(true));
    assert.equal(scrollback.notice(true), undefined);
  });

  it('does not interrupt a line', () => {
    const scrollback = new Scrollback(10);
    scrollback.add(`${lines(20)}half`);
    assert.equal(scrollback.notice(false), undefined);
    scrollback.add(' a line\r\n');
    assert.ok(scrollback.notice(false));
  });

  it('counts the rows of lines that wrap', () => {
    const scrollback = new Scrollback(10);
    scrollback.resize(20);
    scrollback.add(lines(5, 40));
    assert.equal(scrollback.notice(false), undefined);
    scrollback.add(lines(1, 1));
    assert.ok(scrollback.notice(false));
  });

  it('begins again after the terminal was cleared', () => {
    const scrollback = new Scrollback(10);
    scrollback.add(lines(20));
    scrollback.clear();
    assert.equal(scrollback.notice(true), undefined);
  });
});
