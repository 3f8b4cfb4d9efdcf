export const inboxPath = '/notifications';
