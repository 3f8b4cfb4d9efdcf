/** What the demo chain sells: in each category seven things in six kinds. Prices are of the plain kind, in cents. */
export type Assortment = {
  /** Three letters that SKUs begin with; the pictures know them. */
  prefix: string;
  name: string;
  things: readonly (readonly [name: string, priceMinor: number])[];
  kinds: readonly string[];
};

export const ASSORTMENT: readonly Assortment[] = [
  {
    prefix: 'BAK',
    name: 'Bakery',
    things: [
      ['sourdough loaf', 650],
      ['baguette', 325],
      ['croissant', 290],
      ['brioche', 475],
      ['focaccia', 550],
      ['rye bread', 620],
      ['cinnamon roll', 395],
    ],
    kinds: ['Classic', 'Stone-ground', 'Seeded', 'Buttered', 'Small', 'Family-size'],
  },
  {
    prefix: 'CHE',
    name: 'Cheese & dairy',
    things: [
      ['cheddar', 899],
      ['brie', 1_150],
      ['yogurt', 549],
      ['goat cheese', 1_025],
      ['butter', 699],
      ['cream', 425],
      ['gruyère', 1_475],
    ],
    kinds: ['Mild', 'Aged', 'Organic', 'Farmhouse', 'Smoked', 'Lactose-free'],
  },
  {
    prefix: 'FRU',
    name: 'Fruit & vegetables',
    things: [
      ['apples', 499],
      ['pears', 549],
      ['tomatoes', 425],
      ['carrots', 299],
      ['squash', 625],
      ['berries', 799],
      ['mushrooms', 475],
    ],
    kinds: ['Local', 'Organic', 'Heirloom', 'Baby', 'Crated', 'Washed'],
  },
  {
    prefix: 'TEA',
    name: 'Tea',
    things: [
      ['earl grey', 1_250],
      ['sencha', 1_595],
      ['chamomile', 1_075],
      ['oolong', 1_895],
      ['rooibos', 1_150],
      ['mint tea', 995],
      ['chai', 1_325],
    ],
    kinds: ['Loose-leaf', 'Bagged', 'Organic', 'Travel-tin', 'Decaffeinated', 'Gift-box'],
  },
  {
    prefix: 'COF',
    name: 'Coffee',
    things: [
      ['house blend', 1_650],
      ['espresso', 1_795],
      ['filter roast', 1_695],
      ['Ethiopia', 2_150],
      ['Guatemala', 1_995],
      ['cold brew', 1_450],
      ['decaf', 1_725],
    ],
    kinds: ['Whole-bean', 'Ground', 'Dark', 'Light', 'Single-origin', 'Sample'],
  },
  {
    prefix: 'PAN',
    name: 'Pantry',
    things: [
      ['olive oil', 1_899],
      ['maple syrup', 1_450],
      ['honey', 1_195],
      ['pasta', 425],
      ['rice', 575],
      ['mustard', 525],
      ['lentils', 395],
    ],
    kinds: ['Extra', 'Organic', 'Pure', 'Old-fashioned', 'Bulk', 'Reserve'],
  },
  {
    prefix: 'SWE',
    name: 'Sweets',
    things: [
      ['chocolate bar', 595],
      ['fudge', 725],
      ['nougat', 850],
      ['caramels', 795],
      ['shortbread', 650],
      ['truffles', 1_625],
      ['jelly beans', 450],
    ],
    kinds: ['Dark', 'Milk', 'Salted', 'Hazelnut', 'Orange', 'Holiday'],
  },
  {
    prefix: 'KIT',
    name: 'Kitchen',
    things: [
      ['saucepan', 4_995],
      ['mixing bowl', 2_295],
      ['chef knife', 7_950],
      ['cutting board', 3_450],
      ['whisk', 1_295],
      ['teapot', 3_995],
      ['grater', 1_895],
    ],
    kinds: ['Steel', 'Copper', 'Beech', 'Enamel', 'Compact', 'Large'],
  },
  {
    prefix: 'TAB',
    name: 'Tableware',
    things: [
      ['dinner plate', 1_895],
      ['mug', 1_450],
      ['wine glass', 1_295],
      ['carafe', 2_995],
      ['napkins', 1_695],
      ['cutlery set', 6_450],
      ['serving dish', 3_895],
    ],
    kinds: ['White', 'Slate', 'Ochre', 'Forest', 'Speckled', 'Ribbed'],
  },
  {
    prefix: 'HOM',
    name: 'Home',
    things: [
      ['candle', 2_450],
      ['cushion', 3_995],
      ['throw', 8_950],
      ['vase', 4_450],
      ['basket', 3_250],
      ['door mat', 3_695],
      ['lamp', 9_950],
    ],
    kinds: ['Linen', 'Wool', 'Natural', 'Striped', 'Small', 'Tall'],
  },
  {
    prefix: 'GAR',
    name: 'Garden',
    things: [
      ['hand trowel', 1_895],
      ['watering can', 3_295],
      ['plant pot', 1_650],
      ['seeds', 395],
      ['gloves', 1_450],
      ['pruner', 3_850],
      ['twine', 595],
    ],
    kinds: ['Classic', 'Galvanised', 'Terracotta', 'Ash', 'Mini', 'Pro'],
  },
  {
    prefix: 'PAP',
    name: 'Paper & gifts',
    things: [
      ['notebook', 1_695],
      ['greeting card', 595],
      ['wrapping paper', 795],
      ['pencils', 1_150],
      ['calendar', 2_295],
      ['stickers', 450],
      ['postcards', 895],
    ],
    kinds: ['Plain', 'Dotted', 'Floral', 'Botanical', 'Pocket', 'Deluxe'],
  },
];

/** By name, as lists show them: the first is the one that the demo's manager looks after. */
export const STORES = [
  { name: 'Comptoir ByWard', address: '55 ByWard Market Square, Ottawa ON', timeZone: 'America/Toronto' },
  { name: 'Comptoir Harbourfront', address: '1869 Lower Water Street, Halifax NS', timeZone: 'America/Halifax' },
  { name: 'Comptoir Leslieville', address: '1190 Queen Street East, Toronto ON', timeZone: 'America/Toronto' },
  { name: 'Comptoir Plateau', address: '4200 rue Saint-Denis, Montréal QC', timeZone: 'America/Toronto' },
  { name: 'Comptoir Vieux-Québec', address: '85 rue Saint-Paul, Québec QC', timeZone: 'America/Toronto' },
] as const;

export const FIRST_NAMES = [
  'Amélie',
  'Noah',
  'Léa',
  'Liam',
  'Camille',
  'Owen',
  'Maya',
  'Étienne',
  'Zoé',
  'Lucas',
  'Fatima',
  'Hugo',
  'Priya',
  'Mateo',
  'Chloé',
  'Jonas',
] as const;
export const LAST_NAMES = [
  'Tremblay',
  'Singh',
  'Gagnon',
  'MacDonald',
  'Roy',
  'Chen',
  'Bouchard',
  'Okafor',
  'Côté',
  'Leblanc',
  'Nguyen',
  'Fraser',
] as const;
