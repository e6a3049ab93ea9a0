import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { nodeParseProgram } from './node-parse-program.ts';

describe('nodeParseProgram', () => {
  it('is an existing file when the runner runs from source', () => {
    const program = nodeParseProgram();
    assert.ok(program instanceof URL && existsSync(program), String(program));
  });
});
