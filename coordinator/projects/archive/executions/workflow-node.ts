import type { ErrorHandler, PlanStep, WorkflowPlan } from '../../../../job-language/plan/workflow-plan.ts';
import { entriesNodes } from '../../../../job-language/xml-export/plain-nodes.ts';
import { type XmlNode, xmlNode } from '../../../../job-language/xml-export/xml-node.ts';

/** Returns the `workflow` of an execution, in the format of a job's `sequence`. */
export function workflowNode({ steps, keepGoing, strategy }: WorkflowPlan): XmlNode {
  return xmlNode(
    'workflow',
    steps.map((step) => stepNode('command', step)),
    { keepgoing: keepGoing, strategy },
  );
}

function stepNode(name: string, step: PlanStep, handled?: ErrorHandler): XmlNode {
  const { errorHandler } = step;
  const content = [
    ...actionNodes(step),
    ...(step.label === '' ? [] : [xmlNode('description', step.label)]),
    ...(errorHandler === undefined ? [] : [stepNode('errorhandler', errorHandler.step, errorHandler)]),
  ];
  return xmlNode(name, content, { keepgoingOnSuccess: handled?.keepGoingOnSuccess });
}

/** Returns the action of a step. A step that Rundeck's format cannot represent becomes a shell comment. */
function actionNodes(step: PlanStep): XmlNode[] {
  if (step.kind === 'reference') {
    const { name = '', group, uuid, project, args } = step.reference;
    const content = [
      ...(args === '' ? [] : [xmlNode('arg', [], { line: args })]),
      ...(uuid === undefined ? [] : [xmlNode('uuid', uuid)]),
    ];
    return [xmlNode('jobref', content, { group, name, nodeStep: step.perNode, project })];
  }
  if (step.kind !== 'operation') return [xmlNode('exec', `# ${step.label}`)];
  const { template } = step;
  switch (template.kind) {
    case 'exec':
      return [xmlNode('exec', template.command)];
    case 'script':
      return [{ ...xmlNode('script', template.script), isData: true }, ...argumentNodes(template.args)];
    case 'script-file':
      return [xmlNode('scriptfile', template.path), ...argumentNodes(template.args)];
    case 'script-url':
      return [xmlNode('scripturl', template.url), ...argumentNodes(template.args)];
    case 'plugin': {
      const plugin = step.perNode ? 'node-step-plugin' : 'step-plugin';
      const content = entriesNodes('configuration', template.configuration);
      return [xmlNode(plugin, content, { type: template.provider })];
    }
  }
}

function argumentNodes(args: string | undefined): XmlNode[] {
  return args === undefined ? [] : [xmlNode('scriptargs', args)];
}
