import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  nodeNamed,
  nodesNamed,
  onceStep,
  operationStep,
  planOf,
  referenceStep,
  resolvedTo,
} from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';

const step = (command = 'a') => operationStep(command);
const play = (plan: Parameters<typeof planOf>[0]) => new Player(sampleRequest({ plan: planOf(plan) }));
const dataOf = (player: Player, at: string) => player.values(at).groups?.['data'];

describe('captured values', () => {
  it('are available to later steps on the same node, where later values replace earlier ones', () => {
    const nodes = nodesNamed('n1', 'n2');
    const player = play({ strategy: 'sequential', steps: [step(), step(), step()], nodes, threadCount: 2 });
    player.end('1 n1', 0, { k: 'one', first: '1' }).end('1 n2', 0, { k: 'two' });
    assert.deepEqual(dataOf(player, '2 n1'), { k: 'one', first: '1' });
    assert.deepEqual(dataOf(player, '2 n2'), { k: 'two' });
    player.end('2 n1', 0, { k: 'newer' }).end('2 n2');
    assert.deepEqual(dataOf(player, '3 n1'), { k: 'newer', first: '1' });
  });

  it('are available on all nodes if their step runs once, unless a node captured a value of the same name', () => {
    const steps = [onceStep('once'), step(), step()];
    const player = play({ steps, nodes: nodesNamed('n1', 'n2') }).end('1', 0, { k: 'all', g: 'x' });
    player.end('2 n1', 0, { k: 'mine' });
    assert.deepEqual(dataOf(player, '3 n1'), { k: 'mine', g: 'x' });
    player.end('3 n1');
    assert.deepEqual(dataOf(player, '2 n2'), { k: 'all', g: 'x' });
  });

  it('are hidden from a step that runs once for several nodes, but visible if there is only one node', () => {
    const steps = [step(), onceStep('once')];
    const many = play({ steps, nodes: nodesNamed('n1', 'n2') })
      .end('1 n1', 0, { k: 'v' })
      .end('1 n2');
    assert.equal(dataOf(many, '2'), undefined);
    const one = play({ steps: [step(), onceStep('echo ${1:data.k}')] }).end('1', 0, { k: 'v' });
    assert.deepEqual(dataOf(one, '2'), { k: 'v' });
    assert.deepEqual(one.values('2').references, { '1:data.k': 'v' });
  });

  it('do not include built-in properties of objects', () => {
    const command = 'echo ${node.constructor@n2} ${data.toString@n2} ${node.name@n2}';
    const player = play({ steps: [step(command)], nodes: nodesNamed('n1', 'n2') });
    assert.deepEqual(player.values('1 n1').references, { 'node.name@n2': 'n2' });
  });

  it('include values of other steps and nodes only if the step refers to them', () => {
    const command = 'echo ${1:data.k} ${data.k@n2} ${data.k*} ${data.k*;} ${2:data.k@n1} ${data.none@n2}';
    const nodes = nodesNamed('n1', 'n2');
    const player = play({
      strategy: 'sequential',
      steps: [step(), step(), step(command)],
      nodes,
      threadCount: 2,
    });
    player.end('1 n1', 0, { k: 'a1', secret: 's' }).end('1 n2', 0, { k: 'a2' });
    player.end('2 n1', 0, { k: 'b1' }).end('2 n2');
    assert.deepEqual(player.values('3 n1').references, {
      '1:data.k': 'a1',
      'data.k@n2': 'a2',
      'data.k*': 'b1,a2',
      'data.k*;': 'b1;a2',
      '2:data.k@n1': 'b1',
    });
  });

  it('are resolved for the tokens in a script', () => {
    const template = { kind: 'script', script: 'echo @1:data.k/n2@ @data.k*@', pty: false } as const;
    const steps = [step(), operationStep('script', { template })];
    const player = play({ strategy: 'sequential', steps, nodes: nodesNamed('n1', 'n2'), threadCount: 2 });
    player.end('1 n1').end('1 n2', 0, { k: 'v' });
    assert.deepEqual(player.values('2 n1').references, { '1:data.k/n2': 'v', 'data.k*': 'v' });
  });

  it('are private to the job whose step captured them', () => {
    const player = play({ steps: [step(), referenceStep('db'), step()] }).end('1', 0, { k: 'outer' });
    player.resolve(resolvedTo('db', planOf({ steps: [step(), step()] })));
    assert.equal(dataOf(player, '2/1'), undefined);
    player.end('2/1', 0, { k: 'inner' });
    assert.deepEqual(dataOf(player, '2/2'), { k: 'inner' });
    player.end('2/2');
    assert.deepEqual(dataOf(player, '3'), { k: 'outer' });
  });

  it('are limited per step and per execution, and are counted in the log if they are dropped', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`k${at}`, 'x'.repeat(10_000)]));
    const player = play({ steps: Array.from({ length: 20 }, () => step()) }).end('1', 0, many);
    assert.equal(Object.keys(dataOf(player, '2') ?? {}).length, 6);
    assert.match(player.messages.at(-1) ?? '', /^14 captured values were dropped/);
    for (let at = 2; at < 20; at += 1) {
      player.end(
        `${at}`,
        0,
        Object.fromEntries(Object.entries(many).map(([key]) => [`${key}-${at}`, 'y'.repeat(9000)])),
      );
    }
    assert.ok(player.state.capturedBytes <= 1024 * 1024);
  });
});

describe('the values of a step', () => {
  it('include the exit code of the previous step on the node and the attributes of the node', () => {
    const nodes = [nodeNamed('n1', { tags: ['a', 'b'], attributes: { hostname: 'h1', osFamily: 'unix' } })];
    const player = play({ keepGoing: true, steps: [step(), step()], nodes }).end('1 n1', 3);
    const values = player.values('2 n1');
    assert.deepEqual(values.groups, { exec: { exitCode: '3' } });
    assert.equal(values.node?.['name'], 'n1');
    assert.equal(values.node?.['hostname'], 'h1');
    assert.equal(values.node?.['tags'], 'a,b');
    assert.equal(values.node?.['os-family'], 'unix');
  });
});
