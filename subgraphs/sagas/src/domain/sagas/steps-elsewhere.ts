import type { SetStep } from '@comptoir/contracts';

const refuse: SetStep<never> = () => Promise.reject(new Error('Steps are carried out by workers only.'));

/** The steps of a context, whichever they are, where sagas are accepted, described and stopped, but not carried out. */
const stepsElsewhere = <Steps extends object>(): Steps => new Proxy({} as Steps, { get: () => refuse });

/** Such steps for whichever contexts there are. */
export const portsElsewhere = <Ports extends object>(): Ports =>
  new Proxy({} as Ports, { get: () => stepsElsewhere() });
