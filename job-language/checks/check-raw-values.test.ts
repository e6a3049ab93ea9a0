import assert from 'node:assert/strict';
import { checkJobs } from './check-jobs.ts';

describe('values in the text of a shell script', () => {
  it('cause a warning if the caller may choose them freely', () => {
    assert.deepEqual(codes('echo "@option.free@"'), ['raw-value-in-script']);
    assert.deepEqual(codes('#!/usr/bin/env bash\necho @option.free@ @option.free@'), ['raw-value-in-script']);
    assert.deepEqual(codes('echo @data.version@'), ['raw-value-in-script']);
    assert.deepEqual(codes('echo @option.free@', 'sudo -u app /bin/sh'), ['raw-value-in-script']);
    const [problem] = problems('echo "@option.free@"');
    assert.equal(
      problem?.message,
      '@option.free@ inserts its value into the shell script unchanged, where quotes and $(…) in it are code. Read it as "$RD_OPTION_FREE" instead.',
    );
  });

  it('cause no warning if they cannot be code', () => {
    for (const script of ['echo @option.stage@', 'cat @file.upload@', 'echo @job.execid@', 'mail a@@b.org']) {
      assert.deepEqual(codes(script), [], script);
    }
    assert.deepEqual(codes('#!/usr/bin/env python3\nprint("""@option.free@""")'), []);
    assert.deepEqual(codes('print("@option.free@")', 'python3'), []);
  });
});

function codes(script: string, scriptInterpreter?: string): string[] {
  return problems(script, scriptInterpreter).map(({ code }) => code);
}

function problems(script: string, scriptInterpreter?: string) {
  const options = [
    { name: 'free' },
    { name: 'stage', enforced: true, values: ['test', 'live'] },
    { name: 'upload', type: 'file' },
  ];
  const job = { name: 'a', options, sequence: { commands: [{ script, scriptInterpreter }] } };
  return checkJobs(JSON.stringify(job), { format: 'json' }).problems;
}
