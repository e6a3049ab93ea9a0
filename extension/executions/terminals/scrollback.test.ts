import assert from 'node:assert/strict';
import { Scrollback } from './scrollback.ts';

describe('Scrollback', () => {
  const lines = (count: number, length = 10) => `${'x'.repeat(length)}\r\n`.repeat(count);

  it('returns no notice while the terminal keeps all lines', () => {
    const scrollback = new Scrollback(1000);
    scrollback.add(lines(1000));
    assert.equal(scrollback.notice(false), undefined);
    assert.equal(scrollback.notice(true), undefined);
  });

  it('reports once that the terminal drops lines, and shows the command that opens the whole output', () => {
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

  it('repeats the notice at the end if the terminal has dropped it', () => {
    const scrollback = new Scrollback(1000);
    scrollback.add(lines(1001));
    assert.ok(scrollback.notice(false));
    scrollback.add(lines(200_000));
    assert.equal(scrollback.notice(false), undefined);
    assert.ok(scrollback.notice(true));
    assert.equal(scrollback.notice(true), undefined);
  });

  it('waits for the end of a line before it returns the notice', () => {
    const scrollback = new Scrollback(10);
    scrollback.add(`${lines(20)}half`);
    assert.equal(scrollback.notice(false), undefined);
    scrollback.add(' a line\r\n');
    assert.ok(scrollback.notice(false));
  });

  it('counts every row of a wrapped line', () => {
    const scrollback = new Scrollback(10);
    scrollback.resize(20);
    scrollback.add(lines(5, 40));
    assert.equal(scrollback.notice(false), undefined);
    scrollback.add(lines(1, 1));
    assert.ok(scrollback.notice(false));
  });

  it('starts again after the terminal was cleared', () => {
    const scrollback = new Scrollback(10);
    scrollback.add(lines(20));
    scrollback.clear();
    assert.equal(scrollback.notice(true), undefined);
  });
});
