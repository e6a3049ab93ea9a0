import assert from 'node:assert/strict';
import {
  type EventValues,
  isTemplateProblem,
  parsePayloadTemplate,
  referenceText,
} from './payload-template.ts';

const values: EventValues = {
  data: {
    ref: 'main',
    count: 3,
    ok: false,
    none: null,
    commits: [{ id: 'a1' }, { id: 'b2' }],
    'repo-name': 'site',
    'a b': 'spaced',
    constructor: 'own',
  },
  raw: '{"ref":"main"}',
  webhook: { id: 'e-1', name: 'Deploy', project: 'ops', sender: '10.0.0.1', timestamp: '5' },
};

function expanded(text: string): (string | undefined)[] {
  const parsed = parsePayloadTemplate(text);
  assert.ok(!isTemplateProblem(parsed));
  return parsed.map((part) => (typeof part === 'string' ? part : referenceText(part, values)));
}

describe('a template of a webhook', () => {
  it('replaces references to fields of the payload, by name and by position', () => {
    assert.deepEqual(expanded('on ${data.ref}!'), ['on ', 'main', '!']);
    assert.deepEqual(expanded('${data.commits[1].id}${data.commits.0.id}'.replace('.0.', '[0].')), [
      'b2',
      'a1',
    ]);
    assert.deepEqual(expanded('${ data.repo-name }'), ['site']);
    assert.deepEqual(expanded(`\${data['a b']}\${data["repo-name"]}`), ['spaced', 'site']);
    assert.deepEqual(expanded('${data.count}${data.ok}'), ['3', 'false']);
    assert.deepEqual(expanded('${data.constructor}'), ['own']);
  });

  it('replaces references to the raw payload and to values of the event', () => {
    assert.deepEqual(expanded('${raw}'), ['{"ref":"main"}']);
    assert.deepEqual(expanded('${webhook.sender} ${webhook.name}'), ['10.0.0.1', ' ', 'Deploy']);
  });

  it('shows lists and maps as JSON', () => {
    assert.deepEqual(expanded('${data.commits}'), ['[{"id":"a1"},{"id":"b2"}]']);
  });

  it('has no value for absent fields, null and inherited properties', () => {
    for (const path of ['data.no', 'data.none', 'data.ref.length', 'data.toString', 'data.commits.length'])
      assert.deepEqual(expanded(`\${${path}}`), [undefined], path);
  });

  it('does not change text without references', () => {
    assert.deepEqual(expanded('costs $5 {or} more'), ['costs $5 {or} more']);
    assert.deepEqual(expanded(''), []);
  });

  it('refuses other expressions and reports them', () => {
    const refused = [
      '${data.a + 1}',
      '${data.}',
      '${option.a}',
      '${database.a}',
      '${webhook}',
      '${webhook.token}',
      '${rawest}',
      '${data.a',
      '$data.a',
    ];
    for (const text of refused) assert.ok(isTemplateProblem(parsePayloadTemplate(text)), text);
    assert.match(
      JSON.stringify(parsePayloadTemplate('${System.exit(0)}')),
      /System\.exit\(0\).*is not a reference/,
    );
  });
});
