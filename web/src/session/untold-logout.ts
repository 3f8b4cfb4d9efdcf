/** Given to the log-in page as the state of its place: somebody has left, and the shop could not be told. */
export const UNTOLD_LOGOUT = 'untold-logout';
