import assert from 'node:assert/strict';
import { jacksonParser } from './jackson.ts';
import { replaysTypedRecording } from './replay.ts';

const parses = jacksonParser('jenkins-models.json');

/** RundeckClientManager returns the parsed body, and RunDeckLogTail reads `offset`, `completed` and `entries`. */
replaysTypedRecording('jenkins', ({ answer: type = '', repeats, call }) => ({ status, text }) => {
  assert.equal(status, 200, text);
  if (type === 'ResponseBody') return undefined;
  const value = JSON.parse(text);
  assert.deepEqual(parses(type, value), [], text);
  if (call === 'listJobs') assert.deepEqual([value.length, value[0].id], [1, 'hello']);
  return repeats === true && value.status === 'running' ? 'again' : undefined;
});
