/** Differences from Rundeck, and the reasons, by `place.key`. All other keys work as in Rundeck. */
export const KEY_DIFFERENCES: Readonly<Record<string, string>> = {
  'job.name': 'No `/`, no line break: `group/name` is how people name a job.',
  'job.description': 'May be left out.',
  'job.uuid': 'Letters, digits, `_` and `-`, at most 64, because it is used in URLs and file names.',
  'job.id': 'As `uuid`. If they differ, `uuid` is used.',
  'job.retry':
    'The new execution names the first and the previous one. As in Rundeck, the `retry` of a referenced job has no effect.',
  'job.schedule':
    'Fires that were missed while the coordinator was stopped lead to one execution, which reports them. Rundeck loses them.',
  'job.schedules': 'Named schedules belong to the commercial edition and are stored outside the job.',
  'job.plugins': 'There are no lifecycle plugins, because they would run inside the coordinator.',
  'job.notification': 'Deliveries are repeated until they succeed, and webhooks can be signed.',
  'job.nodefilters':
    'Nodes are the host of the runner, reached over SSH or by their own commands, or stubs. Steps on nodes with any other executor fail and name it.',
  'job.loglimit': 'Counted at the coordinator, so the limit covers all runners together.',
  'job.runnerSelector': 'A job can also select runners with any of several tags.',
  'job.nodeFilterEditable': 'If it is false, runs with another filter are refused, over the API too.',
  'job.runnerFilterEditable': 'Added here. Rundeck does not store it in definitions.',
  'job.priority': 'Added here.',
  'job.tags': 'These are not the tags of runners, which belong into `runnerSelector`.',
  'option.name':
    'At most 255 letters, digits, `_`, `.` and `-`, since it becomes a variable; not `__proto__`.',
  'option.value':
    'The check warns about the default of a secure option, because everybody who can read the job can read it.',
  'option.enforced': 'Refused without `values` or `valuesUrl`, because no run could start.',
  'option.regex':
    'Runs in linear time. Look-around and back-references run in a separate thread, with a limit of 100 ms, so that a pattern cannot stop the coordinator.',
  'option.valuesUrl':
    'Loopback, link-local and metadata addresses are refused unless `fetch.allowed` lists them.',
  'option.optionValuesPluginType': 'Java plugins are not loaded.',
  'option.type': '`file` works on every runner. In Rundeck, it works only on the server.',
  'runnerSelector.runnerFilterType': '`TAG_FILTER_OR` (any tag) is added.',
  'sequence.strategy':
    '`ruleset` is always available. `step-first` is the old name of `sequential`. Plugin strategies are kept, and runs of the job are refused.',
  'notificationPlugin.type': 'Java plugins are not loaded. A plugin for HTTP requests is built in.',
  'condition.operator':
    'A pattern of `matches` must run in linear time. With look-around or back-references, the step fails with that reason.',
  'pluginConfig.WorkflowStrategy': 'The rules are the text under `ruleset`, or under its `rules`.',
  'pluginConfig.LogFilter': 'Applied where the step runs, after secrets are masked.',
  'plugins.LogFilter': 'Like those of the workflow, and applied after them.',
  'jobPlugins.ExecutionLifecycle': 'See `plugins` of a job.',
  'step.exec': 'Values are quoted more strictly, so that no value becomes shell syntax.',
  'step.script': 'The check warns about `@…@` in a shell script, because the value may be executed as code.',
  'step.scriptfile': 'The path is on the host of the runner, not of the server.',
  'step.scripturl': 'The runner fetches it, with limits of size and time.',
  'step.checksum': 'Added here. A script that changed at its URL does not run.',
  'step.maxBytes': 'Added here. An endless answer cannot fill the disk.',
  'step.pty': 'Added here. Programs then colour their output and show progress bars.',
  'step.passSecureInput': 'Standard input of a step is empty; secure options are in its environment.',
  'step.autoSecureInput': 'As `passSecureInput`.',
  'step.type':
    'Java plugins are not loaded; some plugins are built in. A step of another plugin is kept, and fails when it runs.',
  'step.conditionGroups':
    'The other exported form, `type: conditional.logic` with `conditions` and `steps`, is read too.',
  'step.subSteps': 'Conditionals can be nested once.',
  'jobref.args': 'The referenced job runs in the same execution, with its output in the same log.',
  'jobref.name': 'At most 50 jobs can be nested. A loop is refused with its path.',
  'notified.format': 'The default is `json`; in Rundeck it is XML.',
};
