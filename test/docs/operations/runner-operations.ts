import type { OperationArea } from './operation-row.ts';

const SELECTORS = '`filter` selects by a part of the id, name or description';
const SCRIPT = 'returns an install script without secrets, not a Java archive';
const NO_FILE = 'the answer has no `filename` and no `replicaId`';

export const RUNNER_OPERATIONS: OperationArea = {
  area: 'Runners',
  rows: [
    ['GET', '/runnerManagement/runners', 'differs', `${SELECTORS}; \`providers\` is empty`],
    ['POST', '/runnerManagement/runners', 'differs', NO_FILE],
    ['GET', '/runnerManagement/runner/{runner}', 'works'],
    ['POST', '/runnerManagement/runner/{runner}', 'works'],
    ['DELETE', '/runnerManagement/runner/{runner}', 'works'],
    ['GET', '/runnerManagement/runner/{runner}/tags', 'works'],
    [
      'GET',
      '/runnerManagement/runner/{runner}/keys',
      'absent',
      'answers 501: its answer has no public documentation',
    ],
    ['POST', '/runnerManagement/runner/{runner}/ping', 'works'],
    ['GET', '/runnerManagement/checkPing/{token}', 'works'],
    ['POST', '/runnerManagement/runner/{runner}/regenerateCreds', 'works'],
    ['GET', '/runnerManagement/download/{token}', 'differs', SCRIPT],
    ['GET', '/runnerManagement/tags', 'works'],
    ['GET', '/runnerTag/searchTags', 'works'],
    ['GET', '/runnerManagement/ui', 'works'],
    [
      'GET',
      '/runnerManagement/projectUi',
      'absent',
      'it describes a page of the web interface, which does not exist here',
    ],
    ['GET', '/runnerManagement/runner/{runner}/replicas', 'added', 'lists the replicas of a runner'],
  ],
};

export const PROJECT_RUNNER_OPERATIONS: OperationArea = {
  area: 'Runners of a project',
  rows: [
    ['GET', '/project/{project}/runnerManagement/config', 'works'],
    ['POST', '/project/{project}/runnerManagement/config', 'works'],
    ['POST', '/project/{project}/runnerManagement/nodeDispatch/config', 'works'],
    ['GET', '/project/{project}/runnerManagement/runners', 'works', SELECTORS],
    ['POST', '/project/{project}/runnerManagement/runners', 'differs', NO_FILE],
    ['GET', '/project/{project}/runnerManagement/runner/{runner}', 'works'],
    ['POST', '/project/{project}/runnerManagement/runner/{runner}', 'works'],
    ['DELETE', '/project/{project}/runnerManagement/runner/{runner}', 'works'],
    ['POST', '/project/{project}/runnerManagement/runner/{runner}/removeProjectAssociation', 'works'],
    ['POST', '/project/{project}/runnerManagement/runner/{runner}/ping', 'works'],
    ['GET', '/project/{project}/runnerManagement/checkPing/{token}', 'works'],
    ['POST', '/project/{project}/runnerManagement/runner/{runner}/regenerateCreds', 'works'],
    ['GET', '/project/{project}/runnerManagement/download/{token}', 'differs', SCRIPT],
    [
      'GET',
      '/project/{project}/runnerManagement/tags',
      'added',
      'lists the tags of the runners of a project',
    ],
    [
      'GET',
      '/project/{project}/runnerManagement/runner/{runner}/tags',
      'added',
      'lists the tags of a runner',
    ],
    [
      'GET',
      '/project/{project}/runnerManagement/runner/{runner}/replicas',
      'added',
      'lists the replicas of a runner',
    ],
  ],
};
