/** The jobs on which the official client of Rundeck is tested. */
export const CLIENT_JOBS = `
- name: hello
  group: greetings
  uuid: hello
  options:
  - {name: who, value: world}
  - {name: note, type: file}
  sequence: {commands: [{exec: 'echo hello \${option.who}'}]}
- name: nightly
  uuid: nightly
  schedule: {crontab: '0 0 3 * * ? *'}
  sequence:
    commands:
    - {jobref: {group: greetings, name: hello}, description: greet first}
    - {script: 'exit 3'}
- name: numbered
  uuid: '4711'
  sequence: {commands: [{exec: 'true'}]}
- name: slow
  uuid: slow
  sequence: {commands: [{exec: 'sleep 600'}]}
`;
