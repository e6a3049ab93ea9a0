import assert from 'node:assert/strict';
import { manifestProblems, titleProblems } from './manifest-translation.ts';

const manifest = {
  description: '%description%',
  capabilities: { untrustedWorkspaces: { description: '%trust%' } },
  contributes: {
    commands: [{ command: 'outrunner.a', title: '%command.a.title%', category: 'Outrunner' }],
    configuration: { title: 'Outrunner', properties: { a: { enumDescriptions: ['%a%'] } } },
  },
};
const english = { description: 'Runs', trust: 'Trust', 'command.a.title': 'Run {0}', a: 'A' };
const german = { description: 'Startet', trust: 'Vertrauen', 'command.a.title': '{0} ausführen', a: 'A' };

describe('manifestProblems', () => {
  it('accepts a manifest whose texts are keys that each language translates', () => {
    assert.deepEqual(manifestProblems(manifest, english, german), []);
  });

  it('reports texts that are not keys', () => {
    const commands = [{ command: 'outrunner.a', title: 'Run' }];
    const views = { outrunner: [{ id: 'outrunner.a', name: 'Runs' }] };
    const problemMatchers = [{ name: 'an identifier', label: 'Outrunner' }];
    const contributes = { commands, views, problemMatchers };
    const problems = manifestProblems({ ...manifest, contributes }, english, german);
    assert.deepEqual(
      problems.filter((problem) => problem.startsWith('package.json')),
      [
        'package.json: contributes.commands.0.title is a text, not a key: "Run"',
        'package.json: contributes.views.outrunner.0.name is a text, not a key: "Runs"',
      ],
    );
  });

  it('reports keys without a text, and keys that nothing uses', () => {
    const { a, ...others } = german;
    assert.deepEqual(manifestProblems(manifest, { ...english, b: a }, { ...others, a: '' }), [
      'package.nls.json: nothing uses b',
      'package.nls.de.json: a has no text',
    ]);
  });

  it('reports a translation with different placeholders', () => {
    const problems = manifestProblems(manifest, english, { ...german, 'command.a.title': 'Ausführen' });
    assert.deepEqual(problems, ['package.nls.de.json: command.a.title lacks {0}']);
  });
});

describe('titleProblems', () => {
  it('reports a command title that code translates differently', () => {
    const english = { 'command.a.title': 'Run', 'view.a.name': 'Runs' };
    const german = { 'command.a.title': 'Ausführen', 'view.a.name': 'Ausführungen' };
    assert.deepEqual(titleProblems(english, german, { Run: 'Ausführen', Runs: 'Läufe' }), []);
    assert.deepEqual(titleProblems(english, german, { Run: 'Starten' }), [
      '"Run" is "Starten" in code, and "Ausführen" as command.a.title',
    ]);
  });
});
