/** The environment of the process. This context reads nothing from it but what every process of a fleet does. */
export const environment = process.env;
