import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatOfFile,
  formatOfMediaType,
  NODE_FORMATS,
  type NodeFormat,
} from '../../protocol/entities/node-format.ts';
import { whole } from '../../support/slices/sliced.ts';
import type { Node } from '../nodes/node.ts';
import { formatProblem } from '../source/problem.ts';
import { nodeEntries, nodesOfEntries } from './node-entries.ts';
import { readNodes } from './read-nodes.ts';
import { writeNodes } from './write-nodes.ts';

const lines = (...text: string[]) => `${text.join('\n')}\n`;

const read = (text: string, format: NodeFormat = 'yaml') => {
  const { nodes, problems } = readNodes(text, format);
  return { nodes, problems: problems.map(formatProblem) };
};

const TWICE_IN_JSON = '{"d": {"hostname": "one"}, "e": {}, "d": {"hostname": "two", "rank": 1, "rank": 2}}';

describe('nodes as YAML', () => {
  it('may be a map by name, a list, or several documents', () => {
    const one = { name: 'a', tags: [], attributes: { hostname: 'a.local' } };
    assert.deepEqual(read('a: {nodename: other, hostname: a.local}').nodes, [one]);
    assert.deepEqual(read('- {nodename: a, hostname: a.local}').nodes, [one]);
    const several = lines('---', 'a:', '  hostname: a.local', '---', '- nodename: b', '  osArch: x86');
    assert.deepEqual(read(several), {
      nodes: [one, { name: 'b', tags: [], attributes: { osArch: 'x86' } }],
      problems: [],
    });
    for (const empty of ['', '\n# nothing\n', '{}', '[]', '---\n---\n']) {
      assert.deepEqual(read(empty), { nodes: [], problems: [] }, empty);
    }
  });

  it('may begin with a byte order mark, as in JSON and XML', () => {
    const texts = {
      yaml: 'a: {x: y}',
      json: '{"a": {"x": "y"}}',
      xml: '<project><node name="a" x="y"/></project>',
    };
    for (const format of NODE_FORMATS) {
      const expected = { nodes: [{ name: 'a', tags: [], attributes: { x: 'y' } }], problems: [] };
      assert.deepEqual(read(`\uFEFF${texts[format]}`, format), expected);
    }
  });

  it('may have tags as a string or as a list', () => {
    const tagged = (tags: string) => read(`a: {tags: ${tags}}`).nodes[0]?.tags;
    assert.deepEqual(tagged('" web, prod ,,web"'), ['web', 'prod']);
    assert.deepEqual(tagged('[web, " prod ", "", 3]'), ['web', 'prod', '3']);
    assert.deepEqual(tagged('7'), ['7']);
    assert.deepEqual(tagged('""'), []);
  });

  it('have strings as values, and keep the spelling of numbers', () => {
    const text = 'a: {osVersion: 10.10, rank: 010, ssh-send-env: yes, port: 22, none: ~, date: 2024-01-02}';
    assert.deepEqual(read(text).nodes[0]?.attributes, {
      osVersion: '10.10',
      rank: '010',
      'ssh-send-env': 'true',
      port: '22',
      date: '2024-01-02',
    });
  });

  it('keep the last of two nodes or attributes with the same name, and cause a warning', () => {
    const twice = lines('d: {hostname: one}', 'e: {}', 'd: {hostname: two, rank: 1, rank: 2}');
    for (const { nodes, problems } of [read(twice), read(TWICE_IN_JSON, 'json')]) {
      const [d] = nodes;
      assert.deepEqual(d, { name: 'd', tags: [], attributes: { hostname: 'two', rank: '2' } });
      assert.deepEqual(
        problems.map((problem) => problem.replace(/^\S+ (\S+:).*(\[.*\])$/, '$1 $2')),
        ['warning: [node-duplicate]', 'warning: [node-value]'],
      );
    }
  });

  it('cause problems with positions if they are invalid, and keep the other nodes', () => {
    const { nodes, problems } = read(lines('a:', '  hostname: a', 'b:', 'c: text', 'd: {x: [1, 2]}'));
    assert.deepEqual(
      nodes.map(({ name, attributes }) => [name, attributes]),
      [
        ['a', { hostname: 'a' }],
        ['d', { x: '1,2' }],
      ],
    );
    assert.deepEqual(
      problems.map((problem) => problem.replace(/^(\S+ \S+:).*(\[.*\])$/, '$1 $2')),
      ['3:1: error: [node-not-map]', '4:1: error: [node-not-map]', '5:5: warning: [node-value]'],
    );
    assert.match(problems[2] ?? '', /The attribute "x" is a list, and is kept as the string "1,2"/);
    assert.match(
      read('- {hostname: a}').problems[0] ?? '',
      /^1:3: error: .*nodename.*\[node-name-missing\]$/,
    );
    assert.match(read('- {nodename: a}\n- {nodename: a}').problems[0] ?? '', /^2:14: warning: /);
    assert.match(read('just a text').problems[0] ?? '', /^1:1: error: .*\[nodes-not-map\]$/);
    assert.match(read('a: {b: "c}').problems[0] ?? '', /error: .*\[yaml-syntax\]$/);
  });
});

describe('nodes as JSON', () => {
  it('may have the same structures as in YAML', () => {
    const text = '{"a": {"hostname": "h", "tags": ["x"], "up": true, "n": 1.50}}';
    assert.deepEqual(read(text, 'json').nodes, [
      { name: 'a', tags: ['x'], attributes: { hostname: 'h', up: 'true', n: '1.50' } },
    ]);
    assert.match(read('{"a": {}', 'json').problems[0] ?? '', /^1:\d+: error: .*\[json-syntax\]$/);
  });
});

describe('nodes as XML', () => {
  it('may be elements with attributes, and with attribute elements', () => {
    const text = lines(
      '<?xml version="1.0"?>',
      '<!DOCTYPE project PUBLIC "-//DTO Labs Inc.//DTD Resources Document 1.0//EN" "project.dtd">',
      '<project>',
      '  <node name="a" tags="web, prod" hostname="a&amp;b">',
      '    <attribute name="cloud:region" value="eu"/>',
      '    <attribute name="note"><value>one</value></attribute>',
      '    <attribute name="more"> two </attribute>',
      '  </node>',
      '  <node name="b"/>',
      '</project>',
    );
    assert.deepEqual(read(text, 'xml'), {
      nodes: [
        {
          name: 'a',
          tags: ['web', 'prod'],
          attributes: { hostname: 'a&b', 'cloud:region': 'eu', note: 'one', more: 'two' },
        },
        { name: 'b', tags: [], attributes: {} },
      ],
      problems: [],
    });
  });

  it('cause problems with positions if they are invalid', () => {
    const problems = (text: string) => read(text, 'xml').problems;
    assert.match(
      problems('<project>\n  <node name="a">\n</project>')[0] ?? '',
      /^3:\d+: error: .*\[xml-syntax\]$/,
    );
    assert.match(
      problems('<project>\n  <node/>\n</project>')[0] ?? '',
      /^2:3: error: .*\[node-name-missing\]$/,
    );
    assert.match(problems('<nodes/>')[0] ?? '', /^1:1: error: .*<project>.*\[xml-root\]$/);
    assert.match(problems('<project><x/></project>')[0] ?? '', /^1:10: warning: .*\[xml-element\]$/);
    assert.match(problems('nonsense')[0] ?? '', /error: .*\[xml-syntax\]$/);
    const bomb = '<!DOCTYPE p [<!ENTITY a "b">]>\n<project><node name="&a;"/></project>';
    assert.match(problems(bomb)[0] ?? '', /error: .*\[xml-syntax\]$/);
  });
});

describe('the formats of nodes', () => {
  it('are recognised by media type and by file name', () => {
    assert.equal(formatOfMediaType('text/html, text/yaml;q=0.5, */*'), 'yaml');
    assert.equal(formatOfMediaType('application/xml'), 'xml');
    assert.equal(formatOfMediaType('*/*'), undefined);
    assert.equal(formatOfFile('/etc/nodes.yml'), 'yaml');
    assert.equal(formatOfFile('resources.XML'), 'xml');
    assert.equal(formatOfFile('/etc/x.d/nodes'), undefined);
    assert.equal(formatOfFile('nodes', 'resourcejson'), 'json');
  });

  const text = fc.string({ unit: fc.constantFrom(...'ab 1.:#-"\'&<>é\n\t,=yes~{}[]!%@`|*'), maxLength: 12 });
  const key = text.filter(
    (it) => !['nodename', 'tags', 'name', '', 'attributes', 'class'].includes(it.trim()),
  );
  const name = fc.string({ unit: fc.constantFrom(...'ab 1.:#-"\'&<>é~?,yno'), minLength: 1, maxLength: 9 });
  const tag = fc.stringMatching(/^[a-z0-9._:+-]{1,5}$/);
  const node: fc.Arbitrary<Node> = fc.record(
    {
      name: name.filter((it) => it.trim() !== ''),
      tags: fc.uniqueArray(tag, { maxLength: 3 }),
      attributes: fc.dictionary(key, text, { maxKeys: 3, noNullPrototype: true }),
    },
    { noNullPrototype: true },
  );
  const nodes = fc.uniqueArray(node, { selector: (it) => it.name, maxLength: 4 });

  const byName = (a: Node, b: Node) => (a.name < b.name ? -1 : 1);

  for (const format of NODE_FORMATS) {
    it(`write nodes that read back unchanged: ${format}`, () => {
      fc.assert(
        fc.property(nodes, (written) => {
          const { nodes: found, problems } = read(whole(writeNodes(written, format)), format);
          assert.deepEqual(found.toSorted(byName), written.toSorted(byName));
          assert.deepEqual(problems, []);
          assert.deepEqual(nodesOfEntries(nodeEntries(written)).toSorted(byName), written.toSorted(byName));
        }),
      );
    });
  }
});
