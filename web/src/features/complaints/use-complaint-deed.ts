import { useDeed } from '../../shared/use-deed.ts';
import { tellPosition } from './own-position.ts';

type Answer = { __typename: `${string}Success`; position: number } | { __typename: `${string}Problem` };

/** Something that a person does about a complaint; where it is written down is kept, for the desk to wait for. */
export function useComplaintDeed(reload: () => Promise<unknown>) {
  const { run, ...rest } = useDeed(reload);
  return {
    ...rest,
    run: <A extends Answer>(send: () => Promise<A | null | undefined>, done: string) =>
      run(async () => {
        const answer = await send();
        if (answer && 'position' in answer) tellPosition(answer.position);
        return answer;
      }, done),
  };
}
