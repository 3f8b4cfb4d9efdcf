import { Notice } from './notice.tsx';

/** Why what was asked for was not done; nothing while there is no reason. */
export function Refusal({ text }: { text: string | null }) {
  return text === null ? null : (
    <Notice tone="refused" announce>
      {text}
    </Notice>
  );
}
