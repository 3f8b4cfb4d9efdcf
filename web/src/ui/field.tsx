import { Box, chakra } from '@chakra-ui/react';
import { useId, type ComponentProps, type ReactNode } from 'react';

const box = {
  width: 'full',
  minHeight: 'touch',
  paddingInline: 3,
  paddingBlock: 2,
  bg: 'bg.card',
  color: 'fg.ink',
  border: '1px solid',
  borderColor: 'line.strong',
  borderRadius: 'plate',
  // Under 16 px a phone zooms into the field.
  fontSize: '1rem',
  _placeholder: { color: 'fg.muted' },
  _invalid: { borderColor: 'refused.text', borderWidth: '2px' },
} as const;

export const Input = chakra('input', { base: box });

const TextBox = chakra('textarea', { base: { ...box, minHeight: '112px', resize: 'vertical', lineHeight: 1.5 } });

const SelectBox = chakra('select', {
  base: {
    ...box,
    paddingInlineEnd: 9,
    cursor: 'pointer',
    appearance: 'none',
    backgroundRepeat: 'no-repeat',
    backgroundPosition: 'right 12px center',
    backgroundSize: '16px',
    backgroundImage: `url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%238591a8' stroke-width='2.4' stroke-linecap='round'%3E%3Cpath d='m6 9 6 6 6-6'/%3E%3C/svg%3E")`,
  },
});

const CheckBox = chakra('input', { base: { boxSize: '20px', accentColor: 'enamel.solid', flexShrink: 0 } });

type FieldParts = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };

function Labelled({
  label,
  hint,
  error,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: (parts: FieldParts) => ReactNode;
}) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
  return (
    <Box>
      <chakra.label htmlFor={id} display="block" textStyle="label" marginBottom={1.5}>
        {label}
      </chakra.label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
      {error && (
        <Box id={`${id}-error`} textStyle="small" color="refused.text" fontWeight={600} marginTop={1.5}>
          {error}
        </Box>
      )}
      {hint && (
        <Box id={`${id}-hint`} textStyle="small" color="fg.muted" marginTop={1.5}>
          {hint}
        </Box>
      )}
    </Box>
  );
}

type Common = { label: string; hint?: ReactNode; error?: string | undefined };

/** A labelled line of text; its hint and its fault are read out with it. */
export function TextField({ label, hint, error, ...input }: Common & ComponentProps<typeof Input>) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(parts) => <Input {...parts} {...input} />}
    </Labelled>
  );
}

/** A labelled text of several lines. */
export function TextAreaField({ label, hint, error, ...area }: Common & ComponentProps<typeof TextBox>) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(parts) => <TextBox {...parts} {...area} />}
    </Labelled>
  );
}

/** A labelled choice of one; the device's own list, which every phone and reader knows. */
export function SelectField({ label, hint, error, ...select }: Common & ComponentProps<typeof SelectBox>) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(parts) => <SelectBox {...parts} {...select} />}
    </Labelled>
  );
}

/** A labelled yes or no. */
export function CheckField({ label, ...input }: { label: ReactNode } & ComponentProps<typeof CheckBox>) {
  return (
    <chakra.label display="flex" alignItems="center" gap={2.5} minHeight="touch" cursor="pointer">
      <CheckBox type="checkbox" {...input} />
      {label}
    </chakra.label>
  );
}
