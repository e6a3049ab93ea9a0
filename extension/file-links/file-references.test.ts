import assert from 'node:assert/strict';
import { fileReferences } from './file-references.ts';

/** Returns each reference as `text → path:line:column`. */
const found = (text: string) =>
  fileReferences(text).map(
    ({ start, length, path, line, column }) =>
      `${text.slice(start, start + length)} → ${path}:${line}:${column}`,
  );

describe('fileReferences', () => {
  const forms: Readonly<Record<string, readonly string[]>> = {
    'src/a.c:12:5: error: no such type': ['src/a.c:12:5 → src/a.c:12:5'],
    'web1 | ./a.go:7: undefined: x': ['./a.go:7 → a.go:7:1'],
    'main.c:3: warning: unused': ['main.c:3 → main.c:3:1'],
    'src\\App.cs(12,34): error CS1002': ['src\\App.cs(12,34) → src/App.cs:12:34'],
    'a.ts(7): error TS1': ['a.ts(7) → a.ts:7:1'],
    '    at run (/builds/repo/src/a.ts:10:3)': ['/builds/repo/src/a.ts:10:3 → builds/repo/src/a.ts:10:3'],
    'at file:///opt/app/a.mjs:10:3': ['file:///opt/app/a.mjs:10:3 → opt/app/a.mjs:10:3'],
    '  File "lib/tool.py", line 12, in <module>': ['lib/tool.py", line 12 → lib/tool.py:12:1'],
    'deploy.sh: line 3: foo: command not found': ['deploy.sh: line 3 → deploy.sh:3:1'],
    'C:\\repo\\x.cpp:9:1: note': ['C:\\repo\\x.cpp:9:1 → repo/x.cpp:9:1'],
    '../../lib/x.h:1:1 and y.h:2:2': ['../../lib/x.h:1:1 → lib/x.h:1:1', 'y.h:2:2 → y.h:2:2'],
  };
  for (const [text, references] of Object.entries(forms)) {
    it(`finds the file in: ${text}`, () => assert.deepEqual(found(text), references));
  }

  const others = [
    '2026-01-31T10:00:00.000Z began at 10:20:30',
    'listening on 127.0.0.1:8080 and [::1]:8080',
    'connected to db.example.com:5432',
    'see https://example.com/a.js:3:4',
    'ratio 1:2, exit code:1',
    'src/a.c:0:0 and src/*.c:1:1 and src/!a.c:1:1',
    'src/a.c:99999999:1',
  ];
  for (const text of others) {
    it(`finds no file in: ${text}`, () => assert.deepEqual(found(text), []));
  }

  it('searches only the beginning of a line, for at most 10 files', () => {
    assert.equal(fileReferences('a.c:1 '.repeat(500_000)).length, 10);
    assert.deepEqual(fileReferences(`${'x'.repeat(5000)} a.c:1`), []);
    assert.deepEqual(fileReferences(`${'x/'.repeat(400)}a.c:1`), []);
  });
});
