import assert from 'node:assert/strict';
import type { PluginTemplate } from '../../protocol/runner/operation-template.ts';
import { dataReferencesIn, dataReferencesOf, resolveDataReference } from './data-references.ts';
import { stepDataOf } from './testing/captured-data.ts';

describe('references to data of other steps and nodes', () => {
  it('are found in every text of a template and its filters, each once', () => {
    const script = {
      kind: 'script',
      script: 'echo @1:data.k/web1@ @data.plain@ @data.k*@',
      args: '${2:data.k} ${data.k@web1} ${2:data.k}',
      interpreter: 'sh -${data.flag*;}',
      pty: false,
    } as const;
    const filter = { type: 'mask-passwords', config: { replacement: '${3:data.r}' } };
    assert.deepEqual(
      dataReferencesOf(script, [filter]).map(({ expression }) => expression),
      ['2:data.k', 'data.k@web1', 'data.flag*;', '3:data.r', '1:data.k/web1', 'data.k*'],
    );
    const plugin: PluginTemplate = {
      kind: 'plugin',
      provider: 'http',
      configuration: { headers: [{ name: '${data.h*}' }], body: '${1:data.b}' },
      pty: false,
    };
    assert.deepEqual(
      dataReferencesOf(plugin).map(({ expression }) => expression),
      ['data.h*', '1:data.b'],
    );
  });

  it('are parsed into step, node and delimiter', () => {
    assert.deepEqual(dataReferencesIn('${12:data.a.b@web-1.example.org}'), [
      {
        expression: '12:data.a.b@web-1.example.org',
        group: 'data',
        key: 'a.b',
        step: 12,
        node: 'web-1.example.org',
      },
    ]);
    assert.deepEqual(dataReferencesIn('${data.k*;} ${unquoteddata.k*json}'), [
      { expression: 'data.k*;', group: 'data', key: 'k', delimiter: ';' },
      { expression: 'data.k*json', group: 'data', key: 'k', delimiter: ',' },
    ]);
    assert.deepEqual(dataReferencesIn('@2:data.k/n@ @data.k@', 'script'), [
      { expression: '2:data.k/n', group: 'data', key: 'k', step: 2, node: 'n' },
    ]);
  });

  const data = stepDataOf([
    { step: 1, values: { data: { b: 'step1', global: 'g' } } },
    { step: 2, node: 'node2', values: { data: { b: 'step2 node2' } } },
    { step: 2, node: 'node1', values: { data: { b: 'step2 node1', only: 'x' } } },
    { step: 3, node: 'node1', values: { data: { b: 'step3 node1' } } },
  ]);

  for (const [expression, node, expected] of [
    ['1:data.b', undefined, 'step1'],
    ['1:data.b', 'node1', 'step1'],
    ['2:data.b', undefined, undefined],
    ['2:data.b', 'node1', 'step2 node1'],
    ['2:data.b@node2', 'node1', 'step2 node2'],
    ['data.b@node1', undefined, 'step3 node1'],
    ['data.b@node2', 'node1', 'step2 node2'],
    ['data.global@node1', 'node1', undefined],
    ['data.b@none', 'node1', undefined],
    ['data.b*', undefined, 'step3 node1,step2 node2'],
    ['2:data.b*-', undefined, 'step2 node1-step2 node2'],
    ['data.only*', 'node2', 'x'],
    ['1:data.b*', undefined, undefined],
    ['9:data.b', 'node1', undefined],
  ] as const) {
    it(`are resolved: \${${expression}} on ${node ?? 'no node'} is ${expected ?? 'blank'}`, () => {
      const [reference] = dataReferencesIn(`\${${expression}}`);
      assert.ok(reference !== undefined);
      assert.equal(resolveDataReference(reference, data, node), expected);
    });
  }
});
