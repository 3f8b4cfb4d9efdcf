import { chakra, type HTMLChakraProps } from '@chakra-ui/react';

/** Drawn on a 24-unit grid with one pen. */
const PATHS = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4.5 4.5',
  basket: 'M3.5 9.5h17l-1.6 9a1.8 1.8 0 0 1-1.8 1.5H6.9a1.8 1.8 0 0 1-1.8-1.5ZM8 9.5 11 4m5 5.5L13 4',
  orders: 'M6 3.5h12v17l-3-2-3 2-3-2-3 2ZM9 8.5h6M9 12.5h6',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6',
  shop: 'M4 10v10h16V10M3 10l2-6h14l2 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0Zm7 10v-5h4v5',
  pin: 'M12 21s-7-6.2-7-11a7 7 0 0 1 14 0c0 4.8-7 11-7 11Zm0-13.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5',
  check: 'm4.5 12.5 5 5 10-11',
  cross: 'm6 6 12 12M18 6 6 18',
  undo: 'M9 6 4.5 10.5 9 15M5 10.5h9a5 5 0 0 1 0 10h-3',
  warning: 'M12 4 2.8 20h18.4ZM12 10v4.5M12 17.2v.3',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5.5M12 7.7v.3',
  back: 'm14.5 5-7 7 7 7',
  down: 'm6 9 6 6 6-6',
  print: 'M7 9V4h10v5M7 17H4.5V9.5h15V17H17M7 14h10v6.5H7Z',
  leave: 'M14 4H5v16h9M10 12h11m-4-4 4 4-4 4',
  bell: 'M6 10a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10ZM10 20a2.2 2.2 0 0 0 4 0',
  speech: 'M4 5h16v11h-8.5L7 20v-4H4ZM8 9h8M8 12.2h5',
  desk: 'M3 9h18M5 9v11M19 9v11M5 14.5h8V9M9.5 12h.3M8 5.5h8V9H8Z',
  office: 'M4 20V8.5h16V20ZM9 8.5V5h6v3.5M4 13.5h16M12 12.5v2.2',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words; readers skip it. */
export function Icon({ name, size = '1.25em', ...rest }: { name: IconName; size?: string } & HTMLChakraProps<'svg'>) {
  return (
    <chakra.svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      flexShrink={0}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.9}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      {...rest}
    >
      <path d={PATHS[name]} />
    </chakra.svg>
  );
}
