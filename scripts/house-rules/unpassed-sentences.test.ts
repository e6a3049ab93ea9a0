import assert from 'node:assert/strict';
import { unpassedSentences } from './unpassed-sentences.ts';

const textsIn = (source: string) =>
  unpassedSentences('extension/a.ts', source).map((problem) => /"(.*)" reads/.exec(problem)?.[1]);

describe('unpassedSentences', () => {
  it('finds titles and sentences that reach users through variables and parameters', () => {
    const source = "const title = 'Open Output'; pick(context, `Delete ${name}`, 'The job is running.');";
    assert.deepEqual(textsIn(source), ['Open Output', 'Delete {}', 'The job is running.']);
  });

  it('accepts translated texts, logs, errors, comparisons and types', () => {
    const source = `
      l10n.t('Open Output'); this.#log('The stream ended.'); log.warn(\`Failed to \${act}\`);
      throw new OutrunnerError('invalid-input', { what: 'The settings document' });
      text.startsWith('The time'); type A = 'Open Output';`;
    assert.deepEqual(textsIn(source), []);
  });

  it('accepts names, keys and data', () => {
    assert.deepEqual(
      textsIn("[`Outrunner ${name}`, 'node source', '(no node)', `${a} ${b}`, 'Local-Runner'];"),
      [],
    );
  });
});
