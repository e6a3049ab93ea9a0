/**
 * Records the requests of a client: starts a coordinator and a recording proxy, runs a command that drives the client,
 * and writes `recordings/NAME.json`. The command finds the proxy in RECORDER_URL and the token in RECORDER_TOKEN.
 *
 *     npm run build
 *     npx --no-install node test/e2e/rundeck-requests/record/record.main.ts pyrundeck -- python3 …/record/pyrundeck_calls.py
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RECORDINGS, Recording } from '../recording.ts';
import { ReplayScene } from '../replay-scene.ts';
import { RECORDED_CLIENTS } from './recorded-clients.ts';
import { RecordingProxy } from './recording-proxy.ts';

const [name = '', separator, command = '', ...args] = process.argv.slice(2);
const client = RECORDED_CLIENTS[name];
if (client === undefined || separator !== '--' || command === '') {
  throw new Error(`usage: record.main.ts ${Object.keys(RECORDED_CLIENTS).join('|')} -- COMMAND [ARGUMENT…]`);
}
await using scene = await ReplayScene.open();
const proxy = new RecordingProxy(scene.coordinator.url);
const url = await proxy.listen();
const { token } = scene.coordinator;
const driver = spawn(command, args, {
  stdio: 'inherit',
  env: { ...process.env, RECORDER_URL: url, RECORDER_TOKEN: token },
});
const [code] = await once(driver, 'exit');
await proxy.close();
const recording = Recording.parse({ ...client, requests: proxy.requests });
await writeFile(join(RECORDINGS, `${name}.json`), `${JSON.stringify(recording, undefined, 2)}\n`);
console.log(`${proxy.requests.length} requests; the driver ended with ${code}`);
