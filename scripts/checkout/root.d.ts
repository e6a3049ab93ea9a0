/** The root folder of the checkout. */
export declare const root: string;
