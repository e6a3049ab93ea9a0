import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ErrorCode } from '../../protocol/errors/catalogue.ts';
import { CATALOGUE } from '../../protocol/errors/catalogue.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { toldError } from './remedies.ts';

const nobody = { kind: 'none' } as const;
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  contributes: { commands: { command: string; title: string }[] };
};

describe('an error in VS Code', () => {
  it('has a button for what mends it, instead of a command line', () => {
    const told = toldError(new OutrunnerError('runners-disabled'), nobody);
    assert.equal(told.message, 'Runners are switched off on this coordinator.');
    assert.deepEqual(told.remedies, [{ button: 'Enable Runners', command: 'outrunner.enableRunners' }]);
  });

  it('keeps its remedy in words where there is no button, or more to do than it does', () => {
    assert.match(toldError(new OutrunnerError('revision-conflict'), nobody).message, / Read it again/);
    const unmatched = new OutrunnerError('no-runner-matches', { project: 'demo', detail: 'db' });
    assert.match(toldError(unmatched, nobody).message, / or change the tags of the job\.$/);
  });

  it('is mended where it happened: in its project, on the job, in what runs', () => {
    const off = new OutrunnerError('project-runners-disabled', { project: 'demo' });
    assert.deepEqual(toldError(off, nobody).subject, { kind: 'project', project: 'demo' });
    const job = { kind: 'job', jobId: 'j1', project: 'demo' } as const;
    assert.deepEqual(toldError(new OutrunnerError('job-disabled', { job: 'x' }), job).subject, job);
    const running = new OutrunnerError('job-already-running', { job: 'x', execution: 7 });
    assert.deepEqual(toldError(running, job).subject, { kind: 'execution', executionId: 7 });
  });

  it('calls its buttons as the palette calls their commands', () => {
    const titles = new Map(manifest.contributes.commands.map(({ command, title }) => [command, title]));
    const codes = Object.keys(CATALOGUE) as ErrorCode[];
    for (const { button, command } of codes.flatMap(
      (code) => toldError(new OutrunnerError(code), nobody).remedies,
    ))
      assert.equal(button, titles.get(command));
  });
});
