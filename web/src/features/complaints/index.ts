export { ComplaintsOfOrder } from './components/ComplaintsOfOrder.tsx';
export { complaintsPath } from './urls.ts';
