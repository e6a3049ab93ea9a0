/** A page imports its styles. The build writes them to a file beside the script of the page. */
declare module '*.css';
