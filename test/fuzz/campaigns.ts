import type { Campaign } from './campaign.ts';

/** The campaigns of `npm run fuzz`, by the name that its first argument gives. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {};
