export { ComplaintsOfOrder } from './components/ComplaintsOfOrder.tsx';
export { COMPLAINT_ROW } from './operations.ts';
export { complaintsPath, newComplaintPath } from './urls.ts';
