import type { OperationTemplate } from '../../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { quoteForShell } from '../../../support/text/shell-quote.ts';
import { expandArguments } from '../../expansion/expand-arguments.ts';
import { expandConfiguration } from '../../expansion/expand-configuration.ts';
import { expandOperation } from '../../expansion/expand-operation.ts';
import { expandText } from '../../expansion/expand-text.ts';
import { expandUrl } from '../../expansion/expand-url.ts';
import type { ShellFamily } from '../../expansion/shell-family.ts';
import { operationLookup } from '../../expansion/value-lookup.ts';
import type { JobReference } from '../job-reference.ts';
import type { PlannedCondition, PlanStep } from '../workflow-plan.ts';
import { withUnknowns } from './unknown-values.ts';

const HIDDEN = '*****';

/**
 * Returns the text of a step with these values, formatted for the shell that reads it. Secrets are hidden. Run-time
 * values are shown as references.
 */
export function stepText(step: PlanStep, values: OperationValues, family: ShellFamily = 'unix'): string {
  const known = withUnknowns(step, values);
  switch (step.kind) {
    case 'operation':
      return operationText(step.template, known, family);
    case 'reference':
      return referenceText(step.reference, known);
    case 'conditional':
      return step.groups.map((group) => groupText(group, known)).join(' or ');
    case 'flow-control':
      return JSON.stringify(
        expandConfiguration(step.configuration, operationLookup(known, hiddenSecrets(known))),
      );
    case 'unavailable':
      return step.reason.message;
  }
}

function operationText(template: OperationTemplate, values: OperationValues, family: ShellFamily): string {
  const secrets = hiddenSecrets(values);
  const lookup = operationLookup(values, secrets);
  switch (template.kind) {
    case 'plugin':
      return JSON.stringify(expandConfiguration(template.configuration, lookup));
    case 'script-file': {
      const args = expandArguments(template.args ?? '', lookup);
      return [expandText(template.path, lookup), ...args].map(quoteForShell).join(' ');
    }
    case 'script-url': {
      const url = expandUrl(template.url, values, secrets);
      if ('refused' in url) return `(${url.refused})`;
      return [url.url, ...expandArguments(template.args ?? '', lookup).map(quoteForShell)].join(' ');
    }
    default: {
      const expanded = expandOperation(template, values, secrets, undefined, family);
      if (expanded.kind === 'refused') return `(${expanded.problem})`;
      return expanded.kind === 'exec' ? expanded.command : expanded.text;
    }
  }
}

function referenceText({ group, name, uuid, args }: JobReference, values: OperationValues): string {
  const path = name === undefined ? (uuid ?? '') : [group, name].filter(Boolean).join('/');
  return [path, expandText(args, operationLookup(values, hiddenSecrets(values)))].filter(Boolean).join(' ');
}

function groupText(group: readonly PlannedCondition[], values: OperationValues): string {
  const lookup = operationLookup(values, hiddenSecrets(values));
  return group
    .map(({ key, operator, value }) => {
      return `${key} (${expandText(key, lookup)}) ${operator} ${expandText(value, lookup)}`;
    })
    .join(' and ');
}

function hiddenSecrets({ secureOption }: OperationValues): Record<string, string> {
  return Object.fromEntries(secureOption.map((name) => [name, HIDDEN]));
}
