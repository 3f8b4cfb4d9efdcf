/** What a person says of a complaint that is filed. */
type Words = { title: string | null; description: string | null };

/**
 * What of a person's words did not arrive, for them to say it as a comment; null where all of it stands. A form is filed once:
 * whose first answer was lost and who sends other words then is answered with what was filed first.
 */
export function unsaid(sent: { title: string; description: string }, filed: Words): string | null {
  const missing = [
    sent.title !== filed.title && sent.title,
    sent.description !== filed.description && sent.description,
  ];
  return missing.filter(Boolean).join('\n') || null;
}

/** What the page of a complaint is told by the form that led to it. */
export type FromForm = { unsaid: string | null };

/** The words in the state of a place in the browser's history, which anything may have written. */
export const unsaidIn = (state: unknown): string | null => {
  const words = (state as Partial<FromForm> | null)?.unsaid;
  return typeof words === 'string' ? words : null;
};
