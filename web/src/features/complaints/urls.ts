export const complaintsPath = '/complaints';
export const deskPath = '/desk';
export const complaintPath = (complaintId: string): string => `/complaints/${encodeURIComponent(complaintId)}`;
/** Parts of the page of a complaint, for links that lead to what there is to do. */
export const DECIDE = 'decide';
export const CLOSE = 'close';
export const complaintPartPath = (complaintId: string, part: string): string => `${complaintPath(complaintId)}#${part}`;
/** The form, about an order where one is named. */
export const newComplaintPath = (saleId?: string): string =>
  saleId ? `/complaints/new?order=${encodeURIComponent(saleId)}` : '/complaints/new';
