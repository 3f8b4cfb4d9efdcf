export { SagaStepper } from './components/SagaStepper.tsx';
export { SagaControls } from './components/SagaControls.tsx';
export { SAGA_PROGRESS } from './saga-progress.ts';
export { SAGA_STATES, sagaTitle, stateTitle, stateTone, TYPE_WORDS as SAGA_TYPE_WORDS } from './saga-words.ts';
export { sagaPath } from './urls.ts';
