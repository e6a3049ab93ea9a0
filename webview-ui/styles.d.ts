/** Styles that a page imports are built beside it. */
declare module '*.css';
