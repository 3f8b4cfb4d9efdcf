import { useTyped } from '../../../shared/use-typed.ts';
import { TextField } from '../../../ui/field.tsx';
import { parseNumber } from '../desk-view.ts';

/** The complaint with this number, or any. */
export function NumberField({ value, onChange }: { value: number | null; onChange: (number: number | null) => void }) {
  const [typed, setTyped] = useTyped(value === null ? '' : String(value), (text) => onChange(parseNumber(text)));
  return (
    <TextField
      label="Number"
      inputMode="numeric"
      autoComplete="off"
      placeholder="Any"
      maxLength={15}
      value={typed}
      // A number that was copied with more around it is found as well.
      onChange={({ currentTarget }) => setTyped(currentTarget.value.replace(/\D/g, ''))}
    />
  );
}
