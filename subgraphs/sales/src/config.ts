/** The environment of the process; this context reads no more of it than every process does. */
export const environment = process.env;
