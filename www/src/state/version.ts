/** Version of this page, put in when it is built. */
declare const __VERSION__: string;

export const VERSION: string = __VERSION__;

/** Whether this is the page as one HTML file, with its policy inside; put in when it is built. */
declare const __ONE_FILE__: boolean;

export const ONE_FILE: boolean = __ONE_FILE__;
