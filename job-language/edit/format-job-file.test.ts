import assert from 'node:assert/strict';
import { formatJobFile } from './format-job-file.ts';

const UNFORMATTED = `# Deploys the shop.
-   name:   deploy    # by hand


    group: web
    description: "First line.\\n\\
      Second line.\\n"
    options:
       -  name: version
          required: yes
    sequence:
         commands:
            - exec:    echo '1.10'   \${option.version}
            -   script: |
                  if true; then
                     df -h   # not a comment
                  fi
            - jobref:   {name: other,   group: web}
`;

const FORMATTED = `# Deploys the shop.
- name: deploy # by hand

  group: web
  description: |
    First line.
    Second line.
  options:
    - name: version
      required: yes
  sequence:
    commands:
      - exec: echo '1.10'   \${option.version}
      - script: |
          if true; then
             df -h   # not a comment
          fi
      - jobref: { name: other, group: web }
`;

describe('formatJobFile', () => {
  it('indents by two spaces, and writes quoted texts of several lines as blocks', () => {
    assert.equal(formatJobFile(UNFORMATTED), FORMATTED);
  });

  it('leaves a formatted file as it is', () => {
    assert.equal(formatJobFile(FORMATTED), FORMATTED);
  });

  it('does not indent lists if the first list of the file is not indented', () => {
    const text = 'name: a\nsequence:\n  commands:\n  - exec: ls\n';
    assert.equal(formatJobFile(text), text);
  });

  it('keeps a quoted text that a block cannot represent', () => {
    const text = 'name: a\ndescription: "one\\r\\ntwo"\n';
    assert.equal(formatJobFile(text), text);
  });

  it('keeps anchors, aliases and merges', () => {
    const text = 'a: &a\n  - 1\nb: *a\nc:\n  <<: &m { x: 1 }\nd: *m\n';
    assert.equal(formatJobFile(text), text);
  });

  it('formats nothing if the file has an error or several documents', () => {
    assert.equal(formatJobFile('name: [a\n'), undefined);
    assert.equal(formatJobFile('name: a\n---\nname: b\n'), undefined);
    assert.equal(formatJobFile(''), undefined);
  });
});
