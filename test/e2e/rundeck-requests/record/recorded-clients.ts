import type { Recording } from '../recording.ts';

/** The clients that are recorded while they run, and their versions. */
export const RECORDED_CLIENTS: Readonly<Record<string, Omit<Recording, 'requests'>>> = {
  pyrundeck: {
    client: 'pyrundeck',
    source: 'https://github.com/pschmitt/pyrundeck',
    version: 'commit 2c69af8 of 2026-06-19, with requests 2.32 on Python 3',
    origin: 'recorded by a proxy between the client and a coordinator: record/pyrundeck_calls.py',
  },
  ansible: {
    client: 'the Ansible modules community.general.rundeck_*',
    source: 'https://github.com/ansible-collections/community.general',
    version: 'commit ade4f3e of 2026-08-22',
    origin: 'recorded by a proxy between the modules and a coordinator: record/ansible-playbook.yml',
  },
};
