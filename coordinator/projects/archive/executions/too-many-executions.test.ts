import assert from 'node:assert/strict';
import { type ExecutionId, ProjectName } from '../../../../protocol/ids.ts';
import { archivePart } from '../archive-part.ts';
import type { ArchiveFile } from '../read-archive.ts';
import { ImportedExecutions, type ImportedExecutionsParts } from './imported-executions.ts';

const XML = (id: number) => `<executions><execution id='${id}'>
<dateStarted>2014-03-06T18:45:25Z</dateStarted><dateCompleted>2014-03-06T18:45:27Z</dateCompleted>
<status>true</status><user>admin</user><outputfilepath>output-${id}.rdlog</outputfilepath>
<workflow keepgoing='false' strategy='node-first'><command><exec>true</exec></command></workflow>
</execution></executions>`;
const LINE = '^2014-03-06T18:45:26Z|||{node=a|step=1|stepctx=1}|line^\n';
const LOG = `^text/x-rundeck-log-v2.0^\n${LINE.repeat(20)}^END^\n`;

function file(path: string, text: string): ArchiveFile {
  return {
    path: `root/executions/${path}`,
    part: archivePart(`root/executions/${path}`),
    bytes: Buffer.alloc(0),
    open: async function* () {
      yield Buffer.from(text.slice(0, 500));
      yield Buffer.from(text.slice(500));
    },
  };
}

describe('an import of more bytes of executions than the limit', () => {
  it('stores the executions within the limit with all of their output, and counts the others in an error with a remedy', async () => {
    const stored: { readonly id: number; readonly lines: number }[] = [];
    const executions: ImportedExecutionsParts['executions'] = {
      import: async (_, lines) => {
        let count = 0;
        for await (const _line of lines) count += 1;
        stored.push({ id: stored.length + 1, lines: count });
        return stored.length as ExecutionId;
      },
    };
    const definitions = { snapshot: async () => ({ get: () => undefined }) } as unknown;
    const imports = new ImportedExecutions({
      executions,
      definitions: definitions as ImportedExecutionsParts['definitions'],
      now: Date.now,
      // The second execution exceeds the limit within its log.
      executionBytes: 2 * XML(1).length + LOG.length + 600,
    });
    const files = [1, 2, 3].flatMap((id) => [
      file(`execution-${id}.xml`, XML(id)),
      file(`output-${id}.rdlog`, LOG),
    ]);
    const { count, errors } = await imports.import(ProjectName.parse('shop'), files, new Map());
    assert.deepEqual([count, stored], [1, [{ id: 1, lines: 20 }]]);
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /exceed \d+ bytes, unpacked: 2 executions were not imported.*executionIds/);
  });
});
