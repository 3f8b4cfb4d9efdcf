export const sagaPath = (sagaId: string): string => `/sagas/${encodeURIComponent(sagaId)}`;
