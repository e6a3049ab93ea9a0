/** YAML files of other formats, by format name. Most of the files use keys that jobs have too. */
export const OTHER_YAML: Readonly<Record<string, string>> = {
  'a Kubernetes deployment': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { app: web }
spec:
  replicas: 2
  template:
    spec:
      containers:
      - name: web
        image: nginx:1.27
        command: [nginx, -g, 'daemon off;']
        livenessProbe:
          exec:
            command: [test, -f, /run/nginx.pid]
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: ClusterIP
`,
  'a Kubernetes resource of a custom kind': `apiVersion: example.com/v1
kind: Workflow
name: a
loglevel: INFO
sequence:
  commands:
  - exec: ls
`,
  'an Ansible playbook': `- name: Configure the web servers
  hosts: web
  become: true
  tasks:
  - name: Install nginx
    ansible.builtin.apt:
      name: nginx
  - name: Count the workers
    ansible.builtin.command: nproc
    register: workers
  - ansible.builtin.script: scripts/check.sh
`,
  'a list of Ansible tasks': `- name: Wait for the database
  ansible.builtin.wait_for:
    port: 5432
- name: Migrate
  script: migrate.sh
  args:
    chdir: /srv/app
`,
  'an Ansible inventory': `all:
  hosts:
    web1:
      ansible_host: 192.0.2.1
  children:
    db:
      hosts:
        db1:
`,
  'a GitHub workflow': `name: test
on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
    - uses: actions/checkout@v4
    - name: Test
      run: |
        npm ci
        npm test
`,
  'a GitHub action': `name: Greet
description: Greets somebody
inputs:
  who:
    required: true
runs:
  using: composite
  steps:
  - run: echo "Hello \${{ inputs.who }}"
    shell: bash
`,
  'a Compose file': `name: shop
services:
  web:
    image: nginx
    command: nginx -g 'daemon off;'
    depends_on: [db]
  db:
    image: postgres
    healthcheck:
      test: [CMD-SHELL, pg_isready]
`,
  'an OpenAPI document': `openapi: 3.1.0
info:
  title: Shop
  version: 1.0.0
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        '200':
          description: The orders
          content:
            application/json:
              schema: { type: array }
`,
  'a GitLab pipeline': `stages: [build, test]
default:
  image: node:24
build:
  stage: build
  script:
  - npm ci
test:
  stage: test
  script: |
    npm test
`,
  'a Rundeck resource model': `web1:
  nodename: web1
  hostname: web1.example.com
  username: deploy
  tags: 'web,first'
  node-executor: jsch-ssh
db1:
  nodename: db1
  hostname: db1.example.com
  tags: db
`,
  'a Rundeck access policy': `description: Operators run jobs.
context:
  project: '.*'
for:
  job:
  - match: { group: ops }
    allow: [run, read]
  node:
  - allow: [read, run]
by:
  group: operators
`,
  'a Home Assistant script': `doorbell:
  alias: Doorbell
  sequence:
  - service: light.turn_on
    target: { entity_id: light.hall }
`,
  'a Home Assistant automation': `- name: Evening
  type: automation
  sequence:
  - type: turn_on
    device_id: lamp
`,
  'an Argo workflow': `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: { generateName: hello- }
spec:
  entrypoint: main
  templates:
  - name: main
    script:
      image: alpine
      source: echo hello
`,
  'a configuration file of an application': `name: shop
loglevel: INFO
commands:
- name: migrate
  exec: ./migrate
`,
  'a devcontainer-like file with a sequence of commands': `name: setup
steps:
  sequence:
    commands:
    - exec: ls
`,
  'a list of texts': '- name\n- sequence\n- commands\n',
  'a text': 'sequence commands exec\n',
  'an empty text': '',
};
