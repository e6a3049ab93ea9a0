import { keysOf } from './known-key.ts';

/** Keys within refused keys: known to the format, looked at once their parents are executed. */
export const NESTED_KEYS = [
  ...keysOf('retry', {
    retry: ['refused', 'How often.'],
    delay: ['refused', 'How long between.'],
  }),
  ...keysOf('schedule', {
    crontab: ['refused', 'Quartz expression of seven fields.'],
    time: ['refused', '`hour`, `minute`, `seconds`.'],
    month: ['refused', 'Month; `*` by default.'],
    year: ['refused', 'Year; `*` by default.'],
    dayofmonth: ['refused', '`day`.'],
    weekday: ['refused', '`day`: 1 to 7 from Sunday.'],
  }),
  ...keysOf('notification', {
    onsuccess: ['refused', 'Told when it succeeded.'],
    onfailure: ['refused', 'Told when it failed.'],
    onstart: ['refused', 'Told when it starts.'],
    onavgduration: ['refused', 'Told when it takes longer than usual.'],
    onretryablefailure: ['refused', 'Told when it failed and is run again.'],
  }),
  ...keysOf('nodefilters', {
    filter: ['refused', 'Nodes it runs on.'],
    filterExclude: ['refused', 'Nodes it does not run on.'],
    dispatch: ['refused', 'How the nodes are gone through.'],
    include: ['refused', 'Old form of `filter`.'],
    exclude: ['refused', 'Old form of `filterExclude`.'],
  }),
  ...keysOf('dispatch', {
    threadcount: ['refused', 'Nodes at a time.'],
    keepgoing: ['refused', 'Go on with other nodes when one failed.'],
    excludePrecedence: ['refused', 'Whether excluding wins.'],
    rankAttribute: ['refused', 'Attribute that orders the nodes.'],
    rankOrder: ['refused', '`ascending` or `descending`.'],
    successOnEmptyNodeFilter: ['refused', 'No node is no failure.'],
    nodeIntersect: ['refused', 'Only nodes of the parent job, too.'],
  }),
  ...keysOf('orchestrator', {
    type: ['refused', 'Which orchestrator.'],
    configuration: ['refused', 'Its configuration.'],
  }),
  ...keysOf('jobref', {
    group: ['refused', 'Group of the job.'],
    name: ['refused', 'Name of the job.'],
    project: ['refused', 'Project of the job.'],
    uuid: ['refused', 'Identity of the job.'],
    useName: ['refused', 'Look it up by name.'],
    args: ['refused', 'Its options.'],
    nodeStep: ['refused', 'Once for each node.'],
    importOptions: ['refused', 'Pass the options of the parent.'],
    failOnDisable: ['refused', 'Fail where it is disabled.'],
    childNodes: ['refused', 'Use its own nodes.'],
    ignoreNotifications: ['refused', 'Do not notify for it.'],
    nodefilters: ['refused', 'Nodes it runs on instead.'],
  }),
  ...keysOf('errorhandler', {
    keepgoingOnSuccess: ['refused', 'Go on when the handler succeeded.'],
  }),
  ...keysOf('pluginConfig', {
    LogFilter: ['refused', 'Log filters.'],
    WorkflowStrategy: ['refused', 'Configuration of the strategy.'],
  }),
];
