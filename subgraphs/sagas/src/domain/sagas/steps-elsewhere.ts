import type { SetStep } from '@comptoir/contracts';

/** A step that has a name, which tells it from others where definitions are compared, and does nothing. */
function refusing(name: string): SetStep<never> {
  const refuse: SetStep<never> = () => Promise.reject(new Error('Steps are carried out by workers only.'));
  return Object.defineProperty(refuse, 'name', { value: name });
}

/** The steps of a context, whichever they are, where sagas are accepted, described and stopped, but not carried out. */
const stepsOf = (context: string) => new Proxy({}, { get: (_, step) => refusing(`${context}.${String(step)}`) });

/** Such steps for whichever contexts there are. */
export const portsElsewhere = <Ports extends object>(): Ports =>
  new Proxy({} as Ports, { get: (_, context) => stepsOf(String(context)) });
