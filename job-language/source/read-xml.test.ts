import assert from 'node:assert/strict';
import * as z from 'zod';
import { checkJobs } from '../checks/check-jobs.ts';
import type { Job } from '../format/job.ts';
import { jobJsonSchema } from '../format/job-json-schema.ts';
import { writeJobs } from '../keys/export-jobs.ts';
import { formatProblem } from './problem.ts';
import { readXml } from './read-xml.ts';
import { entryAt } from './source-map-edit.ts';

describe('reading jobs in XML', () => {
  it('returns the same job as the equivalent YAML', () => {
    assert.deepEqual(problems(XML), []);
    const [fromXml] = jobs(XML);
    const [fromYaml] = checkJobs(YAML, { format: 'yaml' }).jobs;
    assert.deepEqual(fromXml, fromYaml?.job);
  });

  it('keeps a script in CDATA unchanged, and trims layout white space', () => {
    const [job] = jobs(`<joblist><job><name>
      a </name><sequence><command><script>
      <![CDATA[#!/bin/sh
  echo "<&>"
]]>
      </script></command></sequence></job></joblist>`);
    assert.equal(job?.name, 'a');
    assert.equal(job?.sequence.commands[0]?.script, '#!/bin/sh\n  echo "<&>"\n');
  });

  it('returns a node filter, even if it is empty or in the old form', () => {
    const withNodes = (nodes: string) => jobs(minimal(nodes))[0]?.nodefilters?.filter;
    assert.equal(withNodes('<nodefilters><filter/></nodefilters>'), '');
    assert.equal(withNodes('<dispatch><threadcount>2</threadcount></dispatch>'), undefined);
    const old = '<nodefilters excludeprecedence="false"><include><tags>a+b</tags></include></nodefilters>';
    assert.equal(withNodes(old), 'tags: a+b');
    assert.equal(jobs(minimal(old))[0]?.nodefilters?.dispatch.excludePrecedence, false);
  });

  it('sorts options by name unless the file preserves their order', () => {
    const names = (attribute: string) => {
      const options = `<options${attribute}><option name="b"/><option name="a"/></options>`;
      return jobs(minimal(`<context>${options}</context>`))[0]?.options.map(({ name }) => name);
    };
    assert.deepEqual(names(''), ['a', 'b']);
    assert.deepEqual(names(' preserveOrder="true"'), ['b', 'a']);
  });

  it('reads every key of a job that is a list in the schema as a list, with no, one or two items', () => {
    const { properties } = JobSchema.parse(jobJsonSchema()).$defs.job;
    const lists = Object.keys(properties).filter((key) => properties[key]?.type === 'array');
    assert.ok(lists.includes('schedules'));
    for (const key of lists) {
      const read = (element: string) => {
        const root = readXml(minimal(element), 100);
        assert.ok('kind' in root && root.kind === 'list');
        const [job] = root.items;
        assert.ok(job?.kind === 'map');
        const value = entryAt(job, key)?.value;
        return value?.kind === 'list' ? value.items.length : value?.kind;
      };
      const one = `<${key}>a</${key}>`;
      assert.deepEqual([read(`<${key}/>`), read(one), read(`${one}${one}`)], [0, 1, 2], key);
    }
  });

  it('reports the position of an error, as in YAML', () => {
    assert.deepEqual(problems(minimal('\n<loglevel>LOUD</loglevel>')), [
      '2:1: error: "loglevel" must be one of DEBUG, VERBOSE, INFO, WARN, ERROR. [invalid-value]',
    ]);
    assert.deepEqual(problems(minimal('\n  <gruop>a</gruop>')), [
      '2:3: warning: "gruop" is not a key of a job, so it has no effect. Did you mean "group"? [unknown-key]',
    ]);
    const option = '<context><options><option name="x"\n enforcedvalues="true"/></options></context>';
    assert.deepEqual(problems(minimal(option)), [
      '2:17: error: Option "x" is enforced and has no values to choose from. Add values. [invalid-job]',
    ]);
  });

  it('refuses invalid XML, other documents, deep nesting and entities', () => {
    const cases: [string, RegExp][] = [
      ['<joblist><job>', /^1:\d+: error: .*\[xml-syntax\]$/],
      ['<joblist>\n<job></jab></joblist>', /^2:\d+: error: .*\[xml-syntax\]$/],
      ['<project/>', /^1:1: error: <project> is not a list of jobs.*\[not-a-list\]$/],
      ['<joblist>\n<node/></joblist>', /^2:1: error: <node> is not a job.*\[not-a-job\]$/],
      ['<joblist/>', /\[empty\]$/],
      ['', /\[(?:empty|xml-syntax)\]$/],
      [`<joblist>${'<a>'.repeat(100_000)}`, /\[too-deep\]$/],
      ['<!DOCTYPE joblist [<!ENTITY a "b">]><joblist><job>&a;</job></joblist>', /\[xml-doctype\]$/],
      ['<joblist><job>&a;</job></joblist>', /\[xml-syntax\]$/],
    ];
    for (const [text, pattern] of cases) {
      const found = problems(text);
      assert.match(found[0] ?? '', pattern, text.slice(0, 60));
      assert.deepEqual(jobs(text), []);
    }
  });

  it('returns YAML that describes the same job', () => {
    const [parsed] = checkJobs(XML, { format: 'xml' }).jobs;
    assert.ok(parsed !== undefined);
    assert.equal(parsed.text, writeJobs([parsed.job]));
    assert.deepEqual(checkJobs(parsed.text, { format: 'yaml' }).jobs[0]?.job, parsed.job);
  });
});

function jobs(text: string): Job[] {
  return checkJobs(text, { format: 'xml' }).jobs.map(({ job }) => job);
}

const JobSchema = z.object({
  $defs: z.object({
    job: z.object({ properties: z.record(z.string(), z.object({ type: z.unknown().optional() })) }),
  }),
});

function problems(text: string): string[] {
  return checkJobs(text, { format: 'xml' }).problems.map(formatProblem);
}

function minimal(more: string): string {
  return `<joblist><job><name>a</name><sequence><command><exec>id</exec></command></sequence>${more}</job></joblist>`;
}

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<joblist>
  <job>
    <id>11111111-2222-3333-4444-555555555555</id>
    <uuid>11111111-2222-3333-4444-555555555555</uuid>
    <name>everything</name>
    <group>/a/b/</group>
    <description><![CDATA[First
more]]></description>
    <loglevel>DEBUG</loglevel>
    <executionEnabled>true</executionEnabled>
    <nodeFilterEditable>false</nodeFilterEditable>
    <multipleExecutions>true</multipleExecutions>
    <timeout>1h</timeout>
    <retry delay='5m'>3</retry>
    <logging limit='5MB' limitAction='halt' status='aborted'/>
    <timeZone>UTC</timeZone>
    <schedule>
      <time hour='06' minute='30' seconds='0'/>
      <month month='*' day='1'/>
      <year year='*'/>
    </schedule>
    <context>
      <project>other</project>
      <options preserveOrder='true'>
        <option name='stage' enforcedvalues='true' required='true' value='test' values='test,live'>
          <description>Where</description>
        </option>
        <option name='key' secure='true' valueExposed='true' storagePath='keys/db'/>
        <option name='upload' type='file'><config><entry key='a' value='b'/></config></option>
      </options>
    </context>
    <dispatch>
      <threadcount>2</threadcount>
      <keepgoing>true</keepgoing>
      <rankOrder>descending</rankOrder>
    </dispatch>
    <nodefilters excludeprecedence='true'><filter>tags: web</filter></nodefilters>
    <nodesSelectedByDefault>true</nodesSelectedByDefault>
    <orchestrator><configuration><count>2</count></configuration><type>subset</type></orchestrator>
    <plugins/>
    <schedules/>
    <runnerSelector>
      <runnerFilterMode>LOCAL</runnerFilterMode>
      <runnerFilterType>LOCAL_RUNNER</runnerFilterType>
    </runnerSelector>
    <notification>
      <onfailure>
        <email recipients='ops@example.org' subject='Failed'/>
        <plugin type='HttpNotification'><configuration><entry key='a' value='b'/></configuration></plugin>
      </onfailure>
      <onsuccess>
        <format>json</format>
        <httpMethod>post</httpMethod>
        <webhook urls='https://example.org'/>
      </onsuccess>
    </notification>
    <sequence keepgoing='true' strategy='step-first'>
      <pluginConfig>
        <LogFilter type='mask-passwords'><config><replacement>*</replacement></config></LogFilter>
      </pluginConfig>
      <command>
        <exec>echo \${option.stage}</exec>
        <description>Say it</description>
        <errorhandler keepgoingOnSuccess='true'><script><![CDATA[echo no]]></script></errorhandler>
        <plugins>
          <LogFilter type='key-value-data'>
            <config data='true'><map><string key='logData'>true</string></map></config>
          </LogFilter>
        </plugins>
      </command>
      <command>
        <scriptfile>/opt/run.sh</scriptfile>
        <scriptargs>-v</scriptargs>
        <scriptinterpreter argsquoted='true'>sh -c</scriptinterpreter>
      </command>
      <command>
        <scripturl>https://example.org/run.sh</scripturl>
        <scriptinterpreter>bash</scriptinterpreter>
      </command>
      <command>
        <jobref group='g' name='n' nodeStep='true'>
          <arg line='-o x'/>
          <dispatch><threadcount>2</threadcount><nodeIntersect>true</nodeIntersect></dispatch>
          <nodefilters><filter>tags: db</filter></nodefilters>
          <useName>true</useName>
          <uuid>u</uuid>
        </jobref>
      </command>
      <command>
        <node-step-plugin type='copyfile'>
          <configuration><entry key='sourcePath' value='/a'/><entry key='destinationPath' value='/b'/></configuration>
        </node-step-plugin>
      </command>
      <command><step-plugin type='log-data'/></command>
    </sequence>
  </job>
</joblist>
`;

const YAML = `- id: 11111111-2222-3333-4444-555555555555
  name: everything
  group: a/b
  description: "First\\nmore"
  loglevel: DEBUG
  nodeFilterEditable: false
  multipleExecutions: true
  timeout: 1h
  retry: {retry: '3', delay: 5m}
  loglimit: 5MB
  loglimitAction: halt
  loglimitStatus: aborted
  timeZone: UTC
  schedule:
    time: {hour: '06', minute: '30', seconds: '0'}
    month: '*'
    dayofmonth: {day: '1'}
  options:
  - {name: stage, enforced: true, required: true, value: test, values: [test, live], description: Where}
  - {name: key, secure: true, valueExposed: true, storagePath: keys/db}
  - {name: upload, type: file, config: {a: b}}
  project: other
  nodefilters:
    dispatch: {threadcount: '2', keepgoing: true, rankOrder: descending, excludePrecedence: true}
    filter: 'tags: web'
  nodesSelectedByDefault: true
  orchestrator: {type: subset, configuration: {count: '2'}}
  schedules: []
  runnerSelector: {runnerFilterMode: LOCAL, runnerFilterType: LOCAL_RUNNER}
  notification:
    onfailure:
      email: {recipients: ops@example.org, subject: Failed}
      plugin: {type: HttpNotification, configuration: {a: b}}
    onsuccess: {urls: 'https://example.org', format: json, httpMethod: post}
  sequence:
    keepgoing: true
    strategy: sequential
    pluginConfig: {LogFilter: [{type: mask-passwords, config: {replacement: '*'}}]}
    commands:
    - exec: echo \${option.stage}
      description: Say it
      errorhandler: {script: echo no, keepgoingOnSuccess: true}
      plugins: {LogFilter: [{type: key-value-data, config: {logData: 'true'}}]}
    - {scriptfile: /opt/run.sh, args: -v, scriptInterpreter: sh -c, interpreterArgsQuoted: true}
    - {scripturl: 'https://example.org/run.sh', scriptInterpreter: bash}
    - jobref:
        group: g
        name: n
        nodeStep: true
        args: -o x
        useName: true
        uuid: u
        nodefilters: {filter: 'tags: db', dispatch: {threadcount: '2', nodeIntersect: true}}
    - {type: copyfile, nodeStep: true, configuration: {sourcePath: /a, destinationPath: /b}}
    - {type: log-data, nodeStep: false}
`;
