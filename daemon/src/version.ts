declare const ALONGSIDE_VERSION: string | undefined;

/** The product's version: package.json's, put in by the bundler (`define`); a build without it says so. */
export const VERSION: string = typeof ALONGSIDE_VERSION === "string" ? ALONGSIDE_VERSION : "development";
