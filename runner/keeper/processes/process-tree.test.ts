import assert from 'node:assert/strict';
import { type ProcessStat, parseProcessStat, parsePsLine } from './process-stat.ts';
import { hasMarks, treeMembers } from './process-tree.ts';

const process = (pid: number, parent: number, session: number, group = session): ProcessStat => ({
  pid,
  parent,
  session,
  group,
  startTime: '1',
  gone: false,
});

const pids = (members: readonly ProcessStat[]) => members.map(({ pid }) => pid).sort((a, b) => a - b);

describe('the process tree of a step', () => {
  const host = [
    process(1, 0, 1),
    process(10, 1, 10),
    process(11, 10, 10),
    process(12, 1, 10, 12),
    process(13, 1, 13),
  ];
  const nothing = () => false;

  it('contains all processes of its session, including orphans', () => {
    assert.deepEqual(pids(treeMembers(host, 10, true, nothing, 99)), [10, 11, 12]);
  });

  it('contains processes with its mark in their environment, and their children', () => {
    const all = [...host, process(14, 13, 14)];
    assert.deepEqual(pids(treeMembers(all, 10, true, ({ pid }) => pid === 13, 99)), [10, 11, 12, 13, 14]);
  });

  it('contains only processes with its mark if the pid of the root may have been reused', () => {
    assert.deepEqual(pids(treeMembers(host, 10, false, ({ pid }) => pid === 13, 99)), [13]);
  });

  it('never contains the process that searches for the tree, nor the children of that process', () => {
    const all = [...host, process(20, 10, 20), process(21, 20, 21)];
    assert.deepEqual(pids(treeMembers(all, 10, true, nothing, 20)), [10, 11, 12]);
  });

  it('excludes dead processes', () => {
    const all = host.map((each) => (each.pid === 11 ? { ...each, gone: true } : each));
    assert.deepEqual(pids(treeMembers(all, 10, true, nothing, 99)), [10, 12]);
  });
});

describe('the marks of a step', () => {
  it('match only whole environment variables', () => {
    assert.ok(hasMarks('\0A=1\0B=2\0', ['B=2', 'A=1']));
    assert.ok(!hasMarks('\0A=12\0', ['A=1']));
    assert.ok(!hasMarks('\0XA=1\0', ['A=1']));
    assert.ok(!hasMarks('\0A=1\0', []));
  });
});

describe('the parser of a process listing', () => {
  it('parses a Linux line whose process name contains spaces and parentheses', () => {
    const line = `42 (a) b (c) S 1 42 41 ${'0 '.repeat(15)}777 0 0`;
    assert.deepEqual(parseProcessStat(line), {
      pid: 42,
      parent: 1,
      group: 42,
      session: 41,
      startTime: '777',
      gone: false,
    });
    assert.equal(parseProcessStat(''), undefined);
  });

  it('reads a line of macOS', () => {
    assert.deepEqual(parsePsLine('  42     1    40      0 Ss   Mon Nov 23 22:41:00 2026    '), {
      pid: 42,
      parent: 1,
      group: 40,
      session: 40,
      startTime: 'Mon Nov 23 22:41:00 2026',
      gone: false,
    });
  });
});
