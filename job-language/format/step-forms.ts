/** A step has exactly one of these keys. */
export const STEP_FORMS = ['exec', 'script', 'scriptfile', 'scripturl', 'jobref', 'type'] as const;
