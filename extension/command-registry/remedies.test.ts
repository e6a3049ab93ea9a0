import assert from 'node:assert/strict';
import type { ErrorCode } from '../../protocol/errors/catalogue.ts';
import { CATALOGUE } from '../../protocol/errors/catalogue.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { englishManifest } from '../testing/english-manifest.ts';
import { shownError } from './remedies.ts';

const noSubject = { kind: 'none' } as const;
const manifest = englishManifest() as {
  contributes: { commands: { command: string; title: string }[] };
};

describe('shownError', () => {
  it('replaces a command line with a button that fixes the error', () => {
    const shown = shownError(new OutrunnerError('runners-disabled'), noSubject);
    assert.equal(shown.message, 'Runners are switched off on this coordinator.');
    assert.deepEqual(shown.remedies, [{ button: 'Enable Runners', command: 'outrunner.enableRunners' }]);
  });

  it('keeps the text of the remedy if there is no button, or if the button does only a part of what the text recommends', () => {
    assert.match(shownError(new OutrunnerError('revision-conflict'), noSubject).message, / Read it again/);
    const unmatched = new OutrunnerError('no-runner-matches', { project: 'demo', detail: 'db' });
    assert.match(shownError(unmatched, noSubject).message, / or change the tags of the job\.$/);
  });

  it('runs its buttons on the project or execution in the error, otherwise on the given job', () => {
    const off = new OutrunnerError('project-runners-disabled', { project: 'demo' });
    assert.deepEqual(shownError(off, noSubject).subject, { kind: 'project', project: 'demo' });
    const job = { kind: 'job', jobId: 'j1', project: 'demo' } as const;
    assert.deepEqual(shownError(new OutrunnerError('job-disabled', { job: 'x' }), job).subject, job);
    const running = new OutrunnerError('job-already-running', { job: 'x', execution: 7 });
    assert.deepEqual(shownError(running, job).subject, { kind: 'execution', executionId: 7 });
  });

  it('labels its buttons with the titles of their commands', () => {
    const titles = new Map(manifest.contributes.commands.map(({ command, title }) => [command, title]));
    const codes = Object.keys(CATALOGUE) as ErrorCode[];
    for (const { button, command } of codes.flatMap(
      (code) => shownError(new OutrunnerError(code), noSubject).remedies,
    ))
      assert.equal(button, titles.get(command));
  });
});
