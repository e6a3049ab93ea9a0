import assert from 'node:assert/strict';
import { jacksonParser } from './jackson.ts';
import type { RecordedRequest } from './recording.ts';
import { type AnswerCheck, replaysTypedRecording } from './replay.ts';

const SCM = 'there is no SCM';
const PLUGINS = 'plugins are not managed by API';
/** The calls that are absent, with the reason. docs/coming-from-rundeck.md lists them. */
const ABSENT: Readonly<Record<string, string>> = {
  getScmConfig: SCM,
  setupScmConfig: SCM,
  getScmProjectStatus: SCM,
  getScmSetupInputs: SCM,
  getScmActionInputs: SCM,
  performScmAction: SCM,
  listScmPlugins: SCM,
  enableScmPlugin: SCM,
  disableScmPlugin: SCM,
  listPlugins: PLUGINS,
  uploadPlugin: PLUGINS,
  installPlugin: PLUGINS,
  uninstallPlugin: PLUGINS,
  getThreadMetrics: 'there is no Java VM',
};

const parses = jacksonParser('rd-models.json');

/** Calls whose request is refused, by Rundeck too or because a feature is absent, each with the end of its path. */
const REFUSED = {
  /** The path in rd's source has an extra brace. rd itself never makes this call. */
  listTokens: '/tokens%7D',
};

function check({ call, path, answer: type = '', repeats }: RecordedRequest): AnswerCheck {
  if (ABSENT[call] !== undefined || Object.values(REFUSED).some((end) => path.endsWith(end)))
    return ({ status, text }) => assert.ok([404, 405, 501].includes(status), `${status} ${text}`);
  return ({ status, text }) => {
    assert.ok(status >= 200 && status < 300, `${status} ${text}`);
    if (type === 'Void' || type === 'ResponseBody') return undefined;
    const value: unknown = JSON.parse(text);
    assert.deepEqual(parses(type, value), [], text);
    const { status: state, ready } = value as { status?: string; ready?: boolean };
    return repeats === true && (state === 'running' || ready === false) ? 'again' : undefined;
  };
}

replaysTypedRecording('rd', check);
