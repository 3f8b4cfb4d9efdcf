/** Whether it is a path of this app: never another site that somebody put into a link, whatever browsers make of backslashes. */
export const isOwnPath = (path: string): boolean => /^\/(?![/\\])/.test(path);
