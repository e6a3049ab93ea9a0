import { attackAsUser } from './api/api-campaign.ts';
import type { Campaign } from './campaign.ts';
import { attackAsInventory } from './inventory/inventory-campaign.ts';
import { attackAsBefore } from './runner/kept-cases.ts';
import { attackAsRunner } from './runner/runner-campaign.ts';

/** The campaigns of `npm run fuzz`, by the name in its first argument. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  api: attackAsUser,
  inventory: attackAsInventory,
  runner: attackAsRunner,
  'runner-cases': attackAsBefore,
};
