import { Box, chakra, Flex } from '@chakra-ui/react';
import { Link } from 'react-router';
import { Icon } from '../../../ui/icon.tsx';
import { Input, SelectField } from '../../../ui/field.tsx';
import { useTyped } from '../../../shared/use-typed.ts';
import { SORT_NAMES, SORTS, writeShelfView, type ShelfView, type SortName } from '../shelf-view.ts';

const Chip = chakra(Link, {
  base: {
    display: 'inline-flex',
    alignItems: 'center',
    minHeight: 'touch',
    paddingInline: 4,
    borderRadius: 'pill',
    border: '1px solid',
    borderColor: 'line.soft',
    bg: 'bg.card',
    fontWeight: 600,
    whiteSpace: 'nowrap',
    textStyle: 'small',
    _hover: { borderColor: 'line.strong' },
    '&[aria-current=true]': { bg: 'enamel.solid', color: 'enamel.on', borderColor: 'enamel.solid' },
  },
});

/** Search while typing, by category, and in which order. */
export function ShelfControls({
  view,
  categories,
  onChange,
}: {
  view: ShelfView;
  categories: readonly { id: string; name: string }[];
  onChange: (view: ShelfView) => void;
}) {
  return (
    <Box marginBottom={{ base: 5, md: 7 }}>
      <Flex gap={4} flexWrap="wrap" alignItems="flex-end" marginBottom={4}>
        <SearchBox value={view.search} onSearch={(search) => onChange({ ...view, search })} />
        <Box flex={{ base: '1', sm: 'none' }} width={{ sm: '230px' }}>
          <SelectField
            label="Order"
            value={view.sort}
            onChange={({ currentTarget }) => onChange({ ...view, sort: currentTarget.value as SortName })}
          >
            {SORT_NAMES.map((name) => (
              <option key={name} value={name}>
                {SORTS[name].label}
              </option>
            ))}
          </SelectField>
        </Box>
        <chakra.label
          display="flex"
          alignItems="center"
          gap={2.5}
          minHeight="touch"
          cursor="pointer"
          fontWeight={600}
          textStyle="small"
        >
          <chakra.input
            type="checkbox"
            boxSize="20px"
            accentColor="enamel.solid"
            checked={view.inStockOnly}
            onChange={({ currentTarget }) => onChange({ ...view, inStockOnly: currentTarget.checked })}
          />
          In stock here
        </chakra.label>
      </Flex>
      <Box as="nav" aria-label="Categories">
        <Flex
          as="ul"
          listStyleType="none"
          gap={2}
          flexWrap={{ base: 'nowrap', md: 'wrap' }}
          overflowX={{ base: 'auto', md: 'visible' }}
          marginInline={{ base: -4, md: 0 }}
          paddingInline={{ base: 4, md: 0 }}
          paddingBlock={1}
          scrollbarWidth="none"
        >
          {[{ id: null, name: 'Everything' }, ...categories].map(({ id, name }) => (
            <li key={id}>
              <Chip
                to={{ search: writeShelfView({ ...view, categoryId: id }).toString() }}
                preventScrollReset
                aria-current={view.categoryId === id ? 'true' : undefined}
              >
                {name}
              </Chip>
            </li>
          ))}
        </Flex>
      </Box>
    </Box>
  );
}

function SearchBox({ value, onSearch }: { value: string; onSearch: (search: string) => void }) {
  const [typed, setTyped] = useTyped(value, onSearch);
  return (
    <chakra.form
      role="search"
      flex={{ base: '1 1 100%', md: '1' }}
      onSubmit={(event) => (event.preventDefault(), onSearch(typed))}
    >
      <chakra.label htmlFor="shelf-search" display="block" textStyle="label" marginBottom={1.5}>
        Search
      </chakra.label>
      <Box position="relative">
        <Icon name="search" position="absolute" insetInlineStart={3} top="12px" color="fg.muted" />
        <Input
          id="shelf-search"
          type="search"
          maxLength={100}
          autoComplete="off"
          placeholder="Maple syrup, mug, sencha…"
          paddingInlineStart={10}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </Box>
    </chakra.form>
  );
}
