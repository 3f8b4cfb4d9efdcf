import type { UnionMember } from '@comptoir/graphql-kit';
import type { Commands } from '../application/commands/all.ts';
import type { ComplaintsContext } from './context.ts';
import { toProblem } from './problems.ts';

type Resolver = (_: unknown, args: { input: never }, context: ComplaintsContext) => Promise<UnionMember>;

/** One command: counted by its name, answered as a member of its union. */
const mutation =
  (name: keyof Commands): Resolver =>
  async (_, { input }, context) => {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const outcome = await context.telemetry.command(snake, async () => context.commands[name](context, input));
    if (!outcome.ok) return toProblem(outcome.problem);
    const { id, complaint, position } = outcome.value;
    const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
    return { __typename: success, complaint: { ...complaint, id }, position };
  };

export const Mutation = {
  fileComplaint: mutation('fileComplaint'),
  assignComplaint: mutation('assignComplaint'),
  startComplaint: mutation('startComplaint'),
  commentOnComplaint: mutation('commentOnComplaint'),
  changeComplaintPriority: mutation('changeComplaintPriority'),
  resolveComplaint: mutation('resolveComplaint'),
  closeComplaint: mutation('closeComplaint'),
  reopenComplaint: mutation('reopenComplaint'),
};
