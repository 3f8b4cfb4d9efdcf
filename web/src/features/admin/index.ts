export { auditPath, partPath } from './urls.ts';
