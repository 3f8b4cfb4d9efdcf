/** The environment of the process; composition roots hand it on. This context needs nothing but what every process reads. */
export const environment = process.env;
