import assert from 'node:assert/strict';
import { readBlocks } from './block-tree.ts';
import { type LiveFacts, liveFactsAt, showsNodesAt } from './live-facts.ts';

const JOB = `- name: a
  runnerSelector:
    filter: web
  nodefilters:
    filter: 'tags: web'
    filterExclude: 'name: web2'
  timeZone: Europe/Berlin
  schedule:
    weekday:
      day: MON
    time:
      hour: '3'
      minute: '30'
  sequence:
    commands:
    - exec: id
`;
const FACTS: LiveFacts = {
  runners: [
    { name: 'east', tags: ['web'], isLocal: false, isHealthy: true },
    { name: 'west', tags: ['web', 'db'], isLocal: false, isHealthy: false },
    { name: 'north', tags: ['db'], isLocal: false, isHealthy: true },
  ],
  nodes: [{ nodename: 'web1', tags: 'web, first' }, { nodename: 'web2', tags: 'web' }, { nodename: 'db1' }],
  now: Date.UTC(2026, 9, 19),
  timeZone: 'UTC',
};

describe('the live facts at a position', () => {
  const at = (part: string, text = JOB, facts = FACTS) => {
    const lines = text.split('\n');
    const line = lines.findIndex((it) => it.includes(part));
    const position = { line, column: (lines[line] ?? '').indexOf(part) + 1 };
    return liveFactsAt(readBlocks(text), position, facts);
  };

  it('are the runners that the selector matches', () => {
    const expected = 'Matches 2 runners, 1 healthy now:\n\n- `east`\n- `west (not healthy)`';
    assert.equal(at('runnerSelector'), expected);
    assert.equal(at('web'), expected);
    assert.equal(at('none', JOB.replace('filter: web', 'filter: none')), 'Matches no runners now.');
  });

  it('are the nodes that the filters select, or the problem of an invalid filter', () => {
    assert.equal(at("'tags: web'"), 'Selects 1 of 3 nodes now:\n\n- `web1`');
    assert.match(at('tags: /(/', JOB.replace('tags: web', 'tags: /(/')) ?? '', /column/);
    assert.equal(at('option.x', JOB.replace('tags: web', 'tags: ${option.x}')), undefined);
    assert.equal(at("'tags: web'", JOB, { ...FACTS, nodes: undefined }), undefined);
  });

  it('are the next five fire times in the time zone of the job, even across a clock change', () => {
    assert.equal(
      at('schedule'),
      [
        'Fires next, in Europe/Berlin:',
        '',
        '- `Mon 2026-10-19 03:30:00`',
        '- `Mon 2026-10-26 03:30:00`',
        '- `Mon 2026-11-02 03:30:00`',
        '- `Mon 2026-11-09 03:30:00`',
        '- `Mon 2026-11-16 03:30:00`',
      ].join('\n'),
    );
    const crontab = JOB.replace(
      /schedule:[\s\S]*?sequence/,
      "schedule: {crontab: '0 0 4 1 1 ? 2027'}\n  sequence",
    );
    assert.equal(at('crontab', crontab), 'Fires next, in Europe/Berlin:\n\n- `Fri 2027-01-01 04:00:00`');
    assert.equal(
      at('crontab', crontab.replace('Europe/Berlin', 'GMT+05:30')),
      'Fires next, in GMT+05:30:\n\n- `Fri 2027-01-01 04:00:00`',
    );
    assert.equal(at('crontab', crontab.replace('2027', '2020')), 'The schedule never fires again.');
    assert.equal(at('crontab', crontab.replace('0 0 4', 'x')), undefined);
  });

  it('are absent at other positions', () => {
    assert.equal(at('exec'), undefined);
    assert.equal(at('timeZone'), undefined);
  });

  it('need the nodes in a node filter, and not in a runner selector', () => {
    const tree = readBlocks(JOB);
    assert.equal(showsNodesAt(tree, { line: 4, column: 8 }), true);
    assert.equal(showsNodesAt(tree, { line: 2, column: 8 }), false);
  });
});
