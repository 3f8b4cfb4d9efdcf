import { chakra, Flex } from '@chakra-ui/react';
import { shortName, useChosenStore } from '../features/stores/index.ts';
import { announce } from '../shared/announce.ts';
import { Icon } from '../ui/icon.tsx';

const Choice = chakra('select', {
  base: {
    appearance: 'none',
    bg: 'transparent',
    color: 'inherit',
    font: 'inherit',
    fontWeight: 600,
    cursor: 'pointer',
    minWidth: 0,
    maxWidth: { base: '44vw', md: '240px' },
    minHeight: 'touch',
    paddingInlineStart: 9,
    paddingInlineEnd: 8,
    textOverflow: 'ellipsis',
    borderRadius: 'pill',
    border: '1px solid',
    borderColor: 'line.strong',
    '& option': { bg: 'bg.card', color: 'fg.ink' },
  },
});

/** The store at which this person shops, and the way to another. */
export function StoreChip() {
  const { stores, store, choose } = useChosenStore();
  if (!store) return <chakra.span minHeight="touch" />;
  return (
    <Flex as="label" position="relative" alignItems="center" textStyle="small" minWidth="128px">
      <chakra.span srOnly>Store</chakra.span>
      <Icon name="pin" position="absolute" insetInlineStart={3} pointerEvents="none" color="enamel.text" />
      <Choice
        value={store.id}
        onChange={({ currentTarget }) => {
          choose(currentTarget.value);
          announce(`Now shopping at ${stores.find(({ id }) => id === currentTarget.value)?.name}`);
        }}
      >
        {stores.map(({ id, name }) => (
          <option key={id} value={id}>
            {shortName(name)}
          </option>
        ))}
      </Choice>
      <Icon name="down" size="1em" position="absolute" insetInlineEnd={3} pointerEvents="none" />
    </Flex>
  );
}
