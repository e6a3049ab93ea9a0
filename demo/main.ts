/**
 * `npm run demo [-- --keep]`: starts a coordinator and two runners with different tags on this machine. The first job
 * runs on the runner with its tag. The demo cuts this runner's link for two seconds, and checks that no line of output
 * is missing. The second job runs on several nodes, all of which are this machine.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../protocol/client/client.ts';
import { bindToken, type Endpoint } from '../protocol/client/endpoint.ts';
import { createNodeTransport } from '../protocol/client/node-transport.ts';
import { ProjectName } from '../protocol/ids.ts';
import { endAll, spawnCoordinator, startRunner } from './processes.ts';
import { healthy, importExamples, jobNamed, runAndFollow, storeNodes } from './scene.ts';
import { TcpLink } from './tcp-link.ts';

const CUT_AT_LINE = 8;
const CUT_MS = 2_000;
const EXAMPLES = join(import.meta.dirname, '..', 'examples');
const NODES = join(EXAMPLES, 'nodes', 'local.yaml');
/** Name of the job that prints numbered lines on a runner with the tag `db`. */
const COUNTING = 'count-on-db';
/** Name of the job that captures a value from the output of each node. */
const CAPTURING = 'versions-on-nodes';

const say = (text: string) => process.stdout.write(`\u001b[1m${text}\u001b[0m\n`);

async function demo(keep: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'outrunner-demo-'));
  const started = await spawnCoordinator(join(folder, 'coordinator'));
  const processes = [started.process];
  const port = Number(new URL(started.url).port);
  await using link = await TcpLink.open(() => port);
  try {
    say(`1. A coordinator listens on ${started.url}`);
    const endpoint: Endpoint = { kind: 'url', url: started.url };
    const client = createClient({
      transport: createNodeTransport(endpoint),
      token: bindToken(started.token, endpoint),
    });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    const project = ProjectName.parse('demo');
    await client.createProject({ body: { name: project, description: 'Jobs of examples/' } });

    say(
      '2. Two runners, separate processes that only open outgoing connections: east (tag db), west (tag mail)',
    );
    const eastLog: string[] = [];
    const westLog: string[] = [];
    for (const [name, tag, server] of [
      ['east', 'db', link.url],
      ['west', 'mail', started.url],
    ] as const) {
      const created = await client.createRunner({
        body: { name, description: `Demo runner ${name}`, tagNames: [tag], assignedProjects: { demo: '.*' } },
      });
      const onLine = (line: string) => void (name === 'west' ? westLog : eastLog).push(line);
      processes.unshift(startRunner({ dataDir: join(folder, name), server, token: created.token, onLine }));
    }
    await healthy(client, ['east', 'west']);

    const jobs = await importExamples(client, project, EXAMPLES);
    const job = jobNamed(jobs, COUNTING);
    say(
      `3. Imported ${jobs.length} jobs from examples/. "${job.name}" selects runners with the tag db. Its output:`,
    );

    let output = '';
    let cut: Promise<void> | undefined;
    const execution = await runAndFollow(client, job.id, {
      event: (event) => {
        if (event.type === 'step-started')
          say(`   step ${event.stepctx} on runner ${event.runnerName}, replica ${event.replica}`);
      },
      output: (bytes) => {
        process.stdout.write(bytes);
        output += bytes.toString('utf8');
        if (cut === undefined && output.split('\n').length > CUT_AT_LINE) {
          say(`   (the connection of east is cut for ${CUT_MS / 1000} s; its step continues)`);
          cut = cutFor(link, CUT_MS);
        }
      },
    });
    await cut;
    const ended = await client.getExecution({ params: { execution } });
    say(`4. Execution ${execution} ${ended.status} on runner ${ended.current?.runnerName}`);
    assertNoLineMissing(output);
    if (ended.current?.runnerName !== 'east') throw new Error('the job ran on the wrong runner');
    if (westLog.some((line) => line.includes('step received'))) throw new Error('west received an operation');
    if (!eastLog.some((line) => line.includes('step received')))
      throw new Error('the log of east contains no received step');
    say('5. West received no step, as its log shows. No numbered line is missing or repeated');

    say('6. A job on several nodes: each node prints its version, and the last step prints all of them:');
    await storeNodes(client, project, NODES);
    let captured = '';
    await runAndFollow(client, jobNamed(jobs, CAPTURING).id, {
      event: () => undefined,
      output: (bytes) => {
        process.stdout.write(bytes);
        captured += bytes.toString('utf8');
      },
    });
    if (!captured.includes('in all: 2.1,2.2,2.3'))
      throw new Error('the last step did not print the versions of the nodes');

    if (keep) {
      say(
        `\nThe demo keeps running. In VS Code: "Outrunner: Connect to Coordinator…", address ${started.url}, token ${started.token}`,
      );
      say('Press Ctrl+C to end it.');
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    }
    client.close();
  } finally {
    await endAll(processes);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function cutFor(link: TcpLink, milliseconds: number): Promise<void> {
  link.cut();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  link.mend();
}

/** The example numbers its lines: `line 1 of 30`. */
function assertNoLineMissing(output: string): void {
  const numbers = [...output.matchAll(/line (\d+) of (\d+)/g)];
  const expected = Number(numbers[0]?.[2] ?? 0);
  const seen = numbers.map((match) => Number(match[1]));
  const whole = Array.from({ length: expected }, (_, index) => index + 1);
  if (expected === 0 || seen.join() !== whole.join())
    throw new Error(`lines are missing or repeated: ${seen.join()}`);
}

demo(process.argv.includes('--keep')).catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
