/**
 * Differences from the reference system, and the reasons, by `place.key`. All other keys work as they do there.
 */
export const KEY_DIFFERENCES: Readonly<Record<string, string>> = {
  'job.name': 'No `/`, no line break: `group/name` is how people name a job.',
  'job.description': 'May be left out.',
  'job.uuid': 'Letters, digits, `_` and `-`, at most 64: it stands in addresses and file names.',
  'job.id': 'As `uuid`, which counts where the two differ.',
  'job.retry':
    'The new execution names the first one and the one before it. As there, a job that another one refers to is not run again.',
  'job.schedule':
    'Fires that a stop of the coordinator missed are made up for by one, which says so, instead of being lost.',
  'job.schedules': 'Named schedules are of the commercial edition, and stand outside the job.',
  'job.plugins': 'There are no life cycle plugins: they would be code within the coordinator.',
  'job.notification': 'Sent again while nobody answers, and each webhook is signed.',
  'job.nodefilters':
    'Nodes are the host of the runner, or reached over SSH or by commands of their own, or stubs: steps on nodes with any other executor fail and name it.',
  'job.loglimit': 'Counted where the output arrives, so that it holds for every runner.',
  'job.runnerSelector': 'Any of several tags may be asked for as well.',
  'job.nodeFilterEditable':
    'Where it is false, a run that asks for another filter is refused, over the API too.',
  'job.runnerFilterEditable': 'Added here: the reference keeps it out of definitions.',
  'job.priority': 'Added here.',
  'job.tags': 'Not the tags of runners: those stand in `runnerSelector`.',
  'option.name': 'At most 255 letters, digits, `_`, `.` and `-`, since it becomes a variable.',
  'option.value': 'The default of a secure option is warned of: everybody who reads the job reads it.',
  'option.enforced': 'Refused without `values` and without an address that gives them: no run could start.',
  'option.regex':
    'Runs in linear time. Look-around and back-references run apart, and are given up after 100 ms: a pattern must not stop a coordinator.',
  'option.valuesUrl':
    'Fetched through the one fetcher, which reaches no loopback, link-local or metadata address unless it is listed.',
  'option.optionValuesPluginType': 'Plugins of Java are not loaded.',
  'option.type': '`file` works on every runner; there, only on the server.',
  'runnerSelector.runnerFilterType': '`TAG_FILTER_OR` (any tag) is added.',
  'sequence.strategy':
    '`ruleset` is there for everybody. `step-first` is the old name of `sequential`. A strategy of a plugin is kept, and a run is refused.',
  'notificationPlugin.type': 'Plugins of Java are not loaded; one that makes an HTTP request is built in.',
  'condition.operator':
    'A pattern of `matches` runs in linear time alone: with look-around or back-references the step fails, and says why.',
  'pluginConfig.WorkflowStrategy': 'The rules are the text under `ruleset`, or under its `rules`.',
  'pluginConfig.LogFilter': 'Applied where the step runs, after secrets are masked.',
  'plugins.LogFilter': 'As those of the workflow, and after them.',
  'jobPlugins.ExecutionLifecycle': 'See `plugins` of a job.',
  'step.exec':
    'Values are quoted more strictly, so that none becomes syntax, whatever shell characters it holds.',
  'step.script': 'A value that `@…@` puts into a shell script is warned of: there it may be code.',
  'step.scriptfile': 'A path on the host of the runner, where the step runs, and not of the server.',
  'step.scripturl': 'Fetched by the runner, through the one fetcher, within a bound of size and time.',
  'step.checksum': 'Added: a script that was changed at its address does not run.',
  'step.maxBytes': 'Added: an answer without an end fills no disk.',
  'step.pty': 'Added: programs colour their output and draw progress bars.',
  'step.passSecureInput': 'Standard input of a step is empty; secure options are in its environment.',
  'step.autoSecureInput': 'As `passSecureInput`.',
  'step.type':
    'Plugins of Java are not loaded; some are built in. A step of another one is kept, and fails when it is run.',
  'step.conditionGroups':
    'The other form that is exported, `type: conditional.logic` with `conditions` and `steps`, is read as well.',
  'step.subSteps': 'A conditional may stand in a conditional, but not in one that does so itself.',
  'jobref.args': 'The referenced job runs within the same execution, and its output in the same place.',
  'jobref.name': 'At most 50 jobs stand in one another; a loop is refused and names its path.',
  'notified.format': '`json` unless told: the reference system defaults to XML.',
};
