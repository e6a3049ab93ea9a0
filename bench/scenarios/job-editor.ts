import { problemsOfFile } from '../../job-language/checks/check-jobs.ts';
import { completionsAt } from '../../job-language/language-service/completion.ts';
import { foldsOf } from '../../job-language/language-service/folding.ts';
import { jobLensesOf } from '../../job-language/language-service/job-lenses.ts';
import { occurrencesAt } from '../../job-language/language-service/option-occurrences.ts';
import { outlineOf } from '../../job-language/language-service/outline.ts';
import { quickFixesOf } from '../../job-language/language-service/quick-fixes.ts';
import { blocksWithJobs } from '../../job-language/language-service/recognise-jobs.ts';
import type { Scenario } from '../figures.ts';

const LINES = 5000;
const TIMES = 30;
const STORED_JOBS = 10_000;

/** Measures editing a large job file. An answer's time includes parsing the file, which each key press changes. */
export const jobEditor: Scenario = {
  name: `an editor with a job file of ${LINES.toLocaleString('en')} lines`,
  goals: [
    { figure: 'answered', percentile: 95, relation: 'at most', value: 50 },
    { figure: 'checked', percentile: 95, relation: 'at most', value: 1000 },
  ],
  async measure() {
    const text = jobFile();
    const lines = text.split('\n');
    const line = lines.findLastIndex((it) => it.includes('${option.stage}'));
    const option = { line, column: lines[line]?.indexOf('stage}') ?? 0 };
    const reference = { line: line + 2, column: lines[line + 2]?.length ?? 0 };
    const facts = { project: 'demo', tags: [], jobs: storedJobs(), keys: [], nodes: [] };
    const problems = problemsOfFile(text, { format: 'yaml' });
    if (problems.length !== 1) throw new Error('the file must have one misspelt key');
    const answered: number[] = [];
    const checked: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const began = performance.now();
      const tree = blocksWithJobs(text);
      if (tree === undefined) throw new Error('the file is not recognised');
      const counts = [
        completionsAt(tree, option, facts).items.length,
        completionsAt(tree, reference, facts).items.length,
        occurrencesAt(tree, option).length,
        outlineOf(tree).length,
        foldsOf(tree).length,
        jobLensesOf(tree, []).length,
        quickFixesOf(problems, tree.lines).length,
      ];
      answered.push(performance.now() - began);
      if (counts.includes(0)) throw new Error(`an answer is empty: ${counts.join()}`);
      const started = performance.now();
      problemsOfFile(text, { format: 'yaml' });
      checked.push(performance.now() - started);
    }
    return [
      { name: 'answered', unit: 'ms', samples: answered },
      { name: 'checked', unit: 'ms', samples: checked },
    ];
  },
};

function jobFile(): string {
  const jobs = Array.from({ length: Math.ceil(LINES / 20) }, (_, index) => jobText(index));
  return `${jobs.join('')}  gruop: web\n`;
}

/** A job of 20 lines. */
function jobText(index: number): string {
  return `- name: Restart ${index}
  runnerSelector:
    filter: linux,web
  nodefilters:
    filter: 'tags: web'
    dispatch:
      threadcount: '2'
  options:
  - name: stage
    enforced: true
    values: [test, live]
    value: test
  sequence:
    commands:
    - script: |
        systemctl restart web
        test -n "$RD_OPTION_STAGE"
    - exec: echo \${option.stage}
    - jobref:
        name: Restart 1
`;
}

function storedJobs() {
  return Array.from({ length: STORED_JOBS }, (_, index) => ({
    id: String(index),
    project: 'demo',
    group: 'web',
    name: `Restart ${index}`,
  }));
}
