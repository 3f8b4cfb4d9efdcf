export { ComplaintsOfOrder } from './components/ComplaintsOfOrder.tsx';
export { complaintsPath, newComplaintPath } from './urls.ts';
