import { writeAuditView } from './audit-filter.ts';
import type { PartName } from './parts.ts';

export const partPath = (part: PartName): string => `/admin/${part}`;

/** Everything that belongs to one act, or happened to one thing. */
export const auditPath = (view: { stream?: string; correlation?: string }): string =>
  `/admin/audit?${writeAuditView({ type: '', stream: '', correlation: '', ...view })}`;
