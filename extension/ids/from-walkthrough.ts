/** The argument that the walkthrough passes to each command. */
export const FROM_WALKTHROUGH = 'walkthrough';
