export const complaintsPath = '/complaints';
export const deskPath = '/desk';
export const complaintPath = (complaintId: string): string => `/complaints/${encodeURIComponent(complaintId)}`;
/** The form, about an order where one is named. */
export const newComplaintPath = (saleId?: string): string =>
  saleId ? `/complaints/new?order=${encodeURIComponent(saleId)}` : '/complaints/new';
