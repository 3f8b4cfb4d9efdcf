/** What a decider answers: facts to record, or the reason it refuses. Never throws for a business rule. */
export type Decision<Fact, Problem> = { ok: true; events: Fact[] } | { ok: false; problem: Problem };

export function accept<Fact>(...events: Fact[]): { ok: true; events: Fact[] } {
  return { ok: true, events };
}

export function refuse<Problem>(problem: Problem): { ok: false; problem: Problem } {
  return { ok: false, problem };
}
