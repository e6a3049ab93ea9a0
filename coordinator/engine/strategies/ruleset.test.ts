import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseRuleLines } from '../../../job-language/plan/rule-lines.ts';
import { operationStep, planOf } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';

/** Plays a job of five steps with the given rules. */
function play(rules: string, option: Record<string, string> = {}): Player {
  const { rules: parsed, problems } = parseRuleLines(rules);
  assert.deepEqual(problems, []);
  const steps = ['one', 'two', 'three', 'four', 'five'].map((name) => operationStep(name));
  const values = { option, secureOption: [], job: {} };
  return new Player(sampleRequest({ plan: planOf({ strategy: 'ruleset', steps, rules: parsed, values }) }));
}

describe('a ruleset', () => {
  it('starts steps without a rule at the beginning', () => {
    assert.deepEqual(play('[2,5] run-after:1').open, ['1', '3', '4']);
  });

  it('starts a step once the steps in its `run-after` rule have ended', () => {
    const player = play('[2] run-after:1\n[3] run-after:1\n[4] run-after:2,3\n[5] run-after:four');
    assert.deepEqual(player.open, ['1']);
    assert.deepEqual(player.end('1').open, ['2', '3']);
    assert.deepEqual(player.end('3').open, ['2']);
    assert.deepEqual(player.end('2').open, ['4']);
    assert.deepEqual(player.endAll(), ['4', '5']);
  });

  it('runs steps one after the other with `run-in-sequence`', () => {
    assert.deepEqual(play('[*] run-in-sequence').endAll(), ['1', '2', '3', '4', '5']);
  });

  it('skips a step whose conditions do not hold when it is reached', () => {
    const rules = '[*] run-in-sequence\n[4] if:option.env==QA\n[5] unless:option.env==QA';
    assert.deepEqual(play(rules, { env: 'QA' }).endAll(), ['1', '2', '3', '4']);
    assert.deepEqual(play(rules, { env: 'dev' }).endAll(), ['1', '2', '3', '5']);
  });

  it('starts a step only if all conditions of at least one of its rule lines hold', () => {
    const all = '[1] if:option.a==1 if:option.b==2\n[2-5] run-after:1';
    assert.deepEqual(play(all, { a: '1', b: '2' }).open, ['1']);
    assert.ok(!play(all, { a: '1' }).open.includes('1'));
    const any = '[1] if:option.a==1\n[1] if:option.b==2\n[2-5] run-after:1';
    assert.deepEqual(play(any, { b: '2' }).open, ['1']);
  });

  it('supports the operators >=, <, =~, !~ and ! in conditions', () => {
    const runs = (condition: string, option: Record<string, string>) =>
      play(`[1] ${condition}\n[2-5] run-after:1`, option).open.includes('1');
    assert.equal(runs('if:option.n>=10', { n: '10' }), true);
    assert.equal(runs('if:option.n<10', { n: '10' }), false);
    assert.equal(runs('if:option.absent<10', { n: '10' }), true);
    assert.equal(runs('if:option.absent>10', { n: '10' }), false);
    assert.equal(runs('if:option.x=~a.c', { x: 'abc' }), true);
    assert.equal(runs('if:option.x!~a.c', { x: 'abc' }), false);
    assert.equal(runs('if:!option.x', {}), true);
    assert.equal(runs('if:!option.x', { x: 'abc' }), false);
  });

  it('evaluates the condition of a step without a directive again when another step has ended', () => {
    const player = play('[2] if:data.k==go\n[3-5] run-after:2');
    assert.deepEqual(player.open, ['1']);
    assert.deepEqual(player.end('1', 0, { k: 'go' }).open, ['2']);
  });

  it('skips a step whose condition still does not hold when no step is running, and continues', () => {
    const player = play('[2] if:data.k==go\n[3] run-after:2\n[4,5] run-after:3');
    assert.deepEqual(player.end('1').open, ['3']);
  });

  it('ends the workflow when no rule can hold any more, and logs the steps that did not run', () => {
    const player = play('[2] run-after:3\n[3] run-after:2\n[4] run-after:nowhere');
    assert.deepEqual(player.endAll(), ['1', '5']);
    assert.equal(player.status, 'succeeded');
    assert.ok(player.messages.includes('Steps 2, 3, 4 did not run: their rules can no longer hold.'));
  });

  it('starts no step after a failure without keepgoing', () => {
    const player = play('[*] run-in-sequence').end('1', 1);
    assert.deepEqual([player.open, player.status], [[], 'failed']);
  });

  it('skips a step whose condition cannot be evaluated, and logs why', () => {
    for (const rule of ['if:option.env=~(?=Q)QA', 'unless:option.env=~(?=Q)QA']) {
      const player = play(`[*] run-in-sequence\n[2] ${rule}`, { env: 'QA' });
      assert.deepEqual(player.endAll(), ['1', '3', '4', '5']);
      const line = player.messages.find((message) => message.startsWith('Step 2'));
      assert.match(line ?? '', /do not hold: the pattern \(\?=Q\)QA uses look-around or back-references/);
    }
  });
});
