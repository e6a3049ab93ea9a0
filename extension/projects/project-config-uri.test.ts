import assert from 'node:assert/strict';
import { projectConfigPath, projectOfPath } from './project-config-uri.ts';

describe('projectOfPath', () => {
  it('returns the project for valid names with special characters', () => {
    for (const name of ['ops', 'a+b', 'x.y-z_1']) assert.equal(projectOfPath(projectConfigPath(name)), name);
  });

  it('returns undefined for another path', () => {
    for (const path of ['/', '/ops', '/ops/Configuration of dev.json', '/project.schema.json', '/a b/x'])
      assert.equal(projectOfPath(path), undefined, path);
  });
});
