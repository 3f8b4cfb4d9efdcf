import type { Deps } from '../ports.ts';
import { assignComplaint, changeComplaintPriority, resolveComplaint, startComplaint } from './agents.ts';
import { closeComplaint, commentOnComplaint, reopenComplaint } from './customers.ts';
import { fileComplaint } from './file-complaint.ts';

/** The use cases that change complaints. */
export const commandsOf = (deps: Deps) => ({
  fileComplaint: fileComplaint(deps),
  assignComplaint: assignComplaint(deps),
  startComplaint: startComplaint(deps),
  commentOnComplaint: commentOnComplaint(deps),
  changeComplaintPriority: changeComplaintPriority(deps),
  resolveComplaint: resolveComplaint(deps),
  closeComplaint: closeComplaint(deps),
  reopenComplaint: reopenComplaint(deps),
});

export type Commands = ReturnType<typeof commandsOf>;
