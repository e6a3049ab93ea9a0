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
  it('indents by two spaces, and writes quoted multi-line strings as block scalars', () => {
    assert.equal(formatJobFile(UNFORMATTED), FORMATTED);
  });

  it('leaves a formatted file unchanged', () => {
    assert.equal(formatJobFile(FORMATTED), FORMATTED);
  });

  it('does not indent lists if the first list of the file is not indented', () => {
    const text = 'name: a\nsequence:\n  commands:\n  - exec: ls\n';
    assert.equal(formatJobFile(text), text);
  });

  it('keeps a quoted string that a block scalar cannot represent', () => {
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

  it('keeps a comment with the part that follows it, below a comment of the part above', () => {
    const text = `- name: a
  sequence:
    commands:
    - exec: ls
    # - exec: old

# about b
- name: b
  options:
  - name: x
  # - name: y

  # the sequence
  sequence:
    commands:
    - exec: ls # the files
`;
    const formatted = formatJobFile(text);
    assert.match(formatted ?? '', /^ {4}# - exec: old\n\n# about b\n- name: b$/m);
    assert.match(formatted ?? '', /^ {2}# the sequence\n {2}sequence:$/m);
    assert.equal(formatJobFile(formatted ?? ''), formatted);
  });

  it('formats nothing if a comment would move to the end of another line', () => {
    assert.equal(formatJobFile('options:\n- name: x\n    # deeper\nname: a\n'), undefined);
  });

  it('keeps the lines of texts that are folded by hand', () => {
    const text = `name: a
description: >
    One line
    and another.

      Indented.
sequence:
  commands:
  - exec: echo one
          two
  - description: "quoted
      text"
    exec: ls
  - >-
    folded
    item
`;
    assert.equal(
      formatJobFile(text),
      text
        .replaceAll('    One', '  One')
        .replace('    and', '  and')
        .replace('      Indented', '    Indented')
        .replace('          two', '      two'),
    );
  });
});
