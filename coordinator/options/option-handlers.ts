import type { OPTION_ROUTES } from '../../protocol/routes/option-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { OptionValuesService } from './option-values-service.ts';

export function optionHandlers(values: OptionValuesService): HandlersOf<keyof typeof OPTION_ROUTES> {
  return {
    listOptionValues: ({ caller, params, body }) => values.values(caller, params.job, body.options ?? {}),
  };
}
