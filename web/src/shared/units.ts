/** Units of one line of an order. */
export type Units = { saleLineId: string; quantity: number };

/** The name of the field that says how many of a line. */
export const unitsName = (saleLineId: string): string => `units-${saleLineId}`;

/** How many of each line a form names; none of those that are left at zero. */
export const unitsOf = (form: FormData, lineIds: readonly string[]): Units[] =>
  lineIds
    .map((saleLineId) => ({ saleLineId, quantity: Number(form.get(unitsName(saleLineId)) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
