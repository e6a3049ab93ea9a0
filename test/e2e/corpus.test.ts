import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { corpusJobs } from '../corpus/corpus-files.ts';
import { CorpusWorld, PROJECT } from './corpus/corpus-world.ts';
import { NOT_RUN } from './corpus/not-run.ts';
import type { Scenarios } from './corpus/scenario.ts';
import { CLOUD } from './corpus/scenarios/cloud.ts';
import { COMMANDS_AND_SCRIPTS } from './corpus/scenarios/commands-and-scripts.ts';
import { NODES } from './corpus/scenarios/nodes.ts';
import { NOTIFIED } from './corpus/scenarios/notified.ts';
import { REFERENCES } from './corpus/scenarios/references.ts';
import { SECRETS } from './corpus/scenarios/secrets.ts';
import { TRAINING } from './corpus/scenarios/training.ts';

const SCENARIOS: Scenarios = {
  ...COMMANDS_AND_SCRIPTS,
  ...NODES,
  ...SECRETS,
  ...CLOUD,
  ...NOTIFIED,
  ...TRAINING,
  ...REFERENCES,
};

/** Real job files by other authors, which are executed unchanged. */
describe('the jobs of the corpus', () => {
  const files = corpusJobs();
  if (files.length === 0) return;
  const valid = files.filter(({ isValid }) => isValid);

  let corpus: CorpusWorld;
  const paths: string[] = [];
  before(async () => {
    corpus = await CorpusWorld.open();
    for (const file of valid) paths.push(...(await corpus.importFile(file)));
  });
  after(() => corpus?.[Symbol.asyncDispose]());

  it('are all executed, or listed with the reason why not', () => {
    assert.equal(new Set(paths).size, paths.length);
    assert.deepEqual(paths.toSorted(), [...Object.keys(SCENARIOS), ...Object.keys(NOT_RUN)].toSorted());
  });

  for (const format of ['yaml', 'json'] as const) {
    it(`are unchanged when exported as ${format} and imported again`, async () => {
      const { client } = corpus.coordinator;
      const exported = () => client.exportJobs({ params: { project: PROJECT }, query: { format } });
      const text = await exported();
      const again = await client.importJobs({
        params: { project: PROJECT },
        query: { dupeOption: 'update' },
        body: { text: text.text, mediaType: `application/${format}` },
      });
      assert.deepEqual(again.failed, []);
      assert.equal(again.succeeded.length, paths.length);
      assert.deepEqual(await exported(), text);
    });
  }

  for (const file of files.filter(({ isValid }) => !isValid)) {
    it(`are rejected with the line of the error: ${file.name}`, async () => {
      const refused = (error: unknown) => {
        assert.ok(isOutrunnerError(error), String(error));
        assert.match(error.message, /line \d+/);
        return true;
      };
      await assert.rejects(corpus.importFile(file), refused);
    });
  }

  for (const [path, { why, says }] of Object.entries(NOT_RUN)) {
    it(`fail with the expected reason: ${path}, because ${why}`, async () => {
      const options = path.endsWith('CreateDbUser') ? { web_user_version: '1' } : {};
      const { status, execution } = await corpus.run(path, options);
      assert.equal(status, 'failed');
      assert.match(execution.reason?.message ?? '', says);
    });
  }

  for (const [path, scenario] of Object.entries(SCENARIOS)) {
    it(`have the effect that they describe: ${path}`, () => scenario(corpus));
  }
});
