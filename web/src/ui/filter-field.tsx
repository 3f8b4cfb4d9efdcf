import { oneOf } from '../shared/one-of.ts';
import { SelectField } from './field.tsx';

/** One condition of a list: one of those that there are, or any. */
export function FilterField<T extends string>({
  label,
  any,
  value,
  all,
  words,
  onChange,
}: {
  label: string;
  /** What it is called to have no condition. */
  any: string;
  value: T | null;
  all: readonly T[];
  words: (value: T) => string;
  onChange: (value: T | null) => void;
}) {
  return (
    <SelectField
      label={label}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(oneOf(currentTarget.value, all))}
    >
      <option value="">{any}</option>
      {all.map((each) => (
        <option key={each} value={each}>
          {words(each)}
        </option>
      ))}
    </SelectField>
  );
}
