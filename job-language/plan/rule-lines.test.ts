import assert from 'node:assert/strict';
import { parseRuleLines } from './rule-lines.ts';

const PLAIN = { runAtStart: false, runInSequence: false, runAfter: [], conditions: [] };

describe('parseRuleLines', () => {
  it('reads steps that are given by number, range, label or *', () => {
    const { rules, problems } = parseRuleLines(
      '[1,3-5,Deploy QA] run-at-start\n\n# all\n[*] run-in-sequence',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(rules, [
      { ...PLAIN, steps: [1, 3, 4, 5, 'Deploy QA'], runAtStart: true },
      { ...PLAIN, steps: 'all', runInSequence: true },
    ]);
  });

  it('reads the steps that a step follows, quoted if a label contains a space', () => {
    const { rules } = parseRuleLines('[4] run-after:2,3\n[Step Two] "run-after:Step One"');
    assert.deepEqual(
      rules.map(({ runAfter }) => runAfter),
      [[2, 3], ['Step One']],
    );
  });

  it('reads steps in double quotes, and white space in ranges and around operators', () => {
    const { rules, problems } = parseRuleLines(
      '"three four" "run-after:one two, three four"\n[ 9 - 11 ] "if: option.select != really bad" "unless: !option.x"',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(rules, [
      { ...PLAIN, steps: ['three four'], runAfter: ['one two', 'three four'] },
      {
        ...PLAIN,
        steps: [9, 10, 11],
        conditions: [
          { wanted: true, key: 'option.select', operator: '!=', value: 'really bad', negated: false },
          { wanted: false, key: 'option.x', value: '', negated: true },
        ],
      },
    ]);
  });

  it('reads the conditions of a line, all of which must hold', () => {
    const { rules } = parseRuleLines(
      '[2] if:option.1>=0 unless:option.env==QA if:!option.skip if:option.x "if:data.name=~^a b$"',
    );
    assert.deepEqual(rules[0]?.conditions, [
      { wanted: true, key: 'option.1', operator: '>=', value: '0', negated: false },
      { wanted: false, key: 'option.env', operator: '==', value: 'QA', negated: false },
      { wanted: true, key: 'option.skip', value: '', negated: true },
      { wanted: true, key: 'option.x', value: '', negated: false },
      { wanted: true, key: 'data.name', operator: '=~', value: '^a b$', negated: false },
    ]);
  });

  for (const line of [
    'run-at-start',
    '[] run-at-start',
    '[1]',
    '[1] soon',
    '[1] if:=x',
    '[5-3] run-at-start',
  ]) {
    it(`reports "${line}" with its line number`, () => {
      const { rules, problems } = parseRuleLines(`[1] run-at-start\n${line}`);
      assert.equal(rules.length, 1);
      assert.deepEqual(
        problems.map((problem) => problem.line),
        [2],
      );
    });
  }
});
