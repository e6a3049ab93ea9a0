/** A program or page that is built into a single file. */
export interface Bundle {
  /** Source file, from the root of the checkout. */
  readonly entry: string;
  /** Built file, relative to the output folder. Styles are written beside it, as `.css`. */
  readonly output: string;
  readonly runsIn: 'node20' | 'node22' | 'extension-host' | 'browser';
  /** Whether people start the program from a shell. The build then adds an interpreter line. */
  readonly executable?: true;
  /**
   * A file, relative to the output folder, that receives what the built program prints when it runs with these
   * arguments.
   */
  readonly prints?: { readonly output: string; readonly arguments: readonly string[] };
  /** Whether the bundle contains the programs that it starts, instead of loading them from its folder. */
  readonly alone?: true;
  /**
   * Whether function names stay in the code itself. Otherwise esbuild sets each name as a property at run time, which
   * takes 17 KB of memory for each connection to a node.
   */
  readonly namesAsWritten?: true;
}

/** The thread that parses long node texts, for coordinators and runners. */
export const nodeParseWorker: Bundle = {
  entry: 'job-language/node-formats/node-parse-worker.ts',
  output: 'node-parse-worker.cjs',
  runsIn: 'node20',
};

/**
 * Everything that is built. Programs that start each other are in one folder as `<program>.cjs`: a built program finds
 * the others in its own `__dirname`; run from source, the same code finds the `.ts` files.
 */
export const bundles: readonly Bundle[] = [
  {
    entry: 'cli/main.ts',
    output: 'outrunner.cjs',
    runsIn: 'node20',
    executable: true,
    prints: { output: 'job.schema.json', arguments: ['job', 'schema'] },
    namesAsWritten: true,
  },
  { entry: 'coordinator/main.ts', output: 'coordinator.cjs', runsIn: 'node22', namesAsWritten: true },
  { entry: 'coordinator/store/journal/journal-worker.ts', output: 'journal-worker.cjs', runsIn: 'node22' },
  { entry: 'coordinator/jobs/check/job-check-worker.ts', output: 'job-check-worker.cjs', runsIn: 'node22' },
  {
    entry: 'coordinator/runner-protocol/discovery/discovery-worker.ts',
    output: 'discovery-worker.cjs',
    runsIn: 'node22',
  },
  nodeParseWorker,
  { entry: 'runner/main.ts', output: 'runner.cjs', runsIn: 'node20', namesAsWritten: true },
  { entry: 'runner/keeper/main.ts', output: 'keeper.cjs', runsIn: 'node20', namesAsWritten: true },
  { entry: 'runner/plugins/main.ts', output: 'plugin-step.cjs', runsIn: 'node20' },
  { entry: 'extension/main.ts', output: 'extension.cjs', runsIn: 'extension-host' },
  { entry: 'extension/services/main.ts', output: 'services.cjs', runsIn: 'extension-host' },
  { entry: 'extension/jobs/checker/main.ts', output: 'job-checker.cjs', runsIn: 'extension-host' },
  { entry: 'webview-ui/tagging-editor/main.ts', output: 'webview/tagging-editor.js', runsIn: 'browser' },
  { entry: 'webview-ui/execution-panel/main.ts', output: 'webview/execution-panel.js', runsIn: 'browser' },
  { entry: 'webview-ui/job-history/main.ts', output: 'webview/job-history.js', runsIn: 'browser' },
  { entry: 'webview-ui/run-form/main.ts', output: 'webview/run-form.js', runsIn: 'browser' },
];

/** The bundle that a single-file runner contains; see `scripts/package/package-runner.ts`. */
export const singleFileRunner: Bundle = {
  entry: 'cli/single-file/main.ts',
  output: 'single-file-runner.cjs',
  runsIn: 'node22',
  alone: true,
  namesAsWritten: true,
};
