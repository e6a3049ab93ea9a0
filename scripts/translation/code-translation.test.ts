import assert from 'node:assert/strict';
import { compareTranslation, completedTranslation } from './code-translation.ts';

const text = (key: string, line = 1) => ({ key, message: key, file: 'extension/a.ts', line });

describe('compareTranslation', () => {
  it('accepts a complete translation', () => {
    const texts = [text('Run'), text('{0} of {1}'), text('Run', 2)];
    assert.deepEqual(compareTranslation(texts, { Run: 'Ausführen', '{0} of {1}': '{0} von {1}' }), {
      missing: [],
      unused: [],
      different: [],
    });
  });

  it('reports each missing or empty translation once', () => {
    const { missing } = compareTranslation([text('Run'), text('Stop'), text('Run', 2)], { Stop: '' });
    assert.deepEqual(missing, [text('Run'), text('Stop')]);
  });

  it('reports translations that no code uses', () => {
    assert.deepEqual(compareTranslation([], { Run: 'Ausführen' }).unused, ['Run']);
  });

  it('reports placeholders, icons, links and ellipses that differ from the original text', () => {
    const differences: readonly (readonly [string, string, RegExp])[] = [
      ['Run {0}', 'Ausführen', /lacks \{0\}/],
      ['Run', '{0} ausführen', /adds \{0\}/],
      ['{0} {1}', '{0} {0}', /lacks \{1\} and adds \{0\}/],
      ['$(play) Run', '$(run) Ausführen', /lacks \$\(play\)/],
      ['[Run](command:a)', '[Ausführen](command:b)', /lacks \]\(command:a\)/],
      ['Run…', 'Ausführen', /lacks …/],
      ['Use `a b`', '`a` verwenden', /lacks `a b`/],
    ];
    for (const [key, translated, expected] of differences)
      assert.match(compareTranslation([text(key)], { [key]: translated }).different[0] ?? '', expected);
  });
});

describe('completedTranslation', () => {
  it('adds empty translations, removes unused ones and sorts by key', () => {
    const completed = completedTranslation([text('b'), text('a'), text('b')], { b: 'B', c: 'C' });
    assert.deepEqual(Object.entries(completed), [
      ['a', ''],
      ['b', 'B'],
    ]);
  });
});
