export { SagaStepper } from './components/SagaStepper.tsx';
export { SAGA_PROGRESS } from './saga-progress.ts';
