import assert from 'node:assert/strict';
import { checkJobs } from '../../job-language/checks/check-jobs.ts';
import { formatJobFile } from '../../job-language/edit/format-job-file.ts';
import { writeJobs } from '../../job-language/keys/export-jobs.ts';
import { readBlocks } from '../../job-language/language-service/block-tree.ts';
import { jobsIn } from '../../job-language/language-service/job-blocks.ts';
import { type OutlineSymbol, outlineOf } from '../../job-language/language-service/outline.ts';
import { blocksWithJobs } from '../../job-language/language-service/recognise-jobs.ts';
import { renameOption } from '../../job-language/language-service/rename-option.ts';
import type { TextPosition } from '../../job-language/language-service/text-range.ts';
import { corpusJobs } from './corpus-files.ts';

describe('Outrunner with a corpus of real jobs', () => {
  for (const { name, text, isValid } of corpusJobs()) {
    const { jobs, problems } = checkJobs(text, { format: 'yaml' });
    const errors = problems.filter(({ severity }) => severity === 'error');
    it(`recognises ${name} by its content`, () => assert.ok(blocksWithJobs(text)));
    if (!isValid) {
      it(`rejects ${name} with the line of the error`, () => {
        assert.deepEqual(jobs, []);
        assert.ok((errors[0]?.line ?? 0) > 1);
      });
      continue;
    }
    it(`imports ${name}, and exports it unchanged as YAML, JSON and stored text`, () => {
      assert.deepEqual(errors, []);
      const before = jobs.map(({ job }) => job);
      for (const format of ['yaml', 'json'] as const) {
        const again = checkJobs(writeJobs(before, format), { format });
        const codes = new Set(problems.map(({ code }) => code));
        assert.deepEqual(
          again.problems.filter(({ code }) => !codes.has(code)),
          [],
        );
        assert.deepEqual(
          again.jobs.map(({ job }) => job),
          before,
        );
      }
      for (const { text: kept, job } of jobs) {
        assert.deepEqual(checkJobs(kept, { format: 'yaml' }).jobs[0]?.job, job);
      }
    });
    it(`formats ${name} without changing its jobs, and does not change the formatted text again`, () => {
      const formatted = formatJobFile(text) ?? assert.fail('not formatted');
      assert.deepEqual(
        checkJobs(formatted, { format: 'yaml' }).jobs.map(({ job }) => job),
        jobs.map(({ job }) => job),
      );
      assert.equal(formatJobFile(formatted), formatted);
    });
    it(`keeps ${name} unchanged if each option is renamed with its references and renamed back`, () => {
      const blanks = (edited: string) =>
        checkJobs(edited, { format: 'yaml' }).problems.filter(({ code }) => code === 'blank-reference')
          .length;
      const tree = readBlocks(text);
      for (const { name: option } of jobsIn(tree).flatMap(({ options }) => options)) {
        const there = renamed(text, option.range.start, 'renamed-by-test');
        assert.equal(blanks(there), blanks(text), option.text);
        assert.equal(renamed(there, option.range.start, option.text), text);
      }
    });
    it(`shows the outline of ${name} with the jobs, options and steps that the parser reads`, () => {
      const below = (symbol: OutlineSymbol, kind: string) =>
        symbol.children.find((child) => child.kind === kind)?.children ?? [];
      assert.deepEqual(
        outlineOf(readBlocks(text)).map((symbol) => ({
          name: symbol.name,
          options: below(symbol, 'options').map((option) => option.name),
          steps: below(symbol, 'steps').length,
        })),
        jobs.map(({ job }) => ({
          name: job.name,
          options: job.options.map((option) => option.name),
          steps: job.sequence.commands.length,
        })),
      );
    });
  }
});

/** Returns the text after the option at a position is renamed. */
function renamed(text: string, position: TextPosition, name: string): string {
  const renaming = renameOption(readBlocks(text), position, name);
  assert.equal(renaming.kind, 'changes');
  const lines = text.split('\n');
  for (const { range, text: part } of renaming.changes.toReversed()) {
    const line = lines[range.start.line] ?? '';
    lines[range.start.line] = line.slice(0, range.start.column) + part + line.slice(range.end.column);
  }
  return lines.join('\n');
}
