import { GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { badUserInput } from './errors.ts';

function literal<T>(name: string, parse: (value: unknown) => T): (node: ValueNode) => T {
  return (node) => {
    if (node.kind === Kind.OBJECT || node.kind === Kind.LIST)
      throw badUserInput(`${name} cannot be a list or an object.`);
    return parse(valueFromASTUntyped(node));
  };
}

const parseDateTime = (value: unknown): Date => {
  const date = typeof value === 'string' ? new Date(value) : new Date(NaN);
  if (Number.isNaN(date.getTime()))
    throw badUserInput(`"${String(value)}" is not an ISO 8601 moment such as 2026-03-01T12:00:00Z.`);
  return date;
};

const parseSafeInt = (value: unknown): number => {
  const number = Number(value);
  if (typeof value === 'boolean' || value === '' || !Number.isSafeInteger(number))
    throw badUserInput(`${String(value)} is not a whole number of at most 2^53 - 1.`);
  return number;
};

const parseCurrency = (value: unknown): string => {
  if (typeof value !== 'string' || !/^[A-Z]{3}$/.test(value))
    throw badUserInput(`"${String(value)}" is not a currency code such as CAD.`);
  return value;
};

/** Resolvers of the shared scalars. PostgreSQL's bigint may arrive as text or BigInt. */
export const scalars = {
  DateTime: new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    serialize: (value) => (value instanceof Date ? value : new Date(value as string | number)).toISOString(),
    parseValue: parseDateTime,
    parseLiteral: literal('DateTime', parseDateTime),
  }),
  SafeInt: new GraphQLScalarType<number, number>({
    name: 'SafeInt',
    serialize: parseSafeInt,
    parseValue: parseSafeInt,
    parseLiteral: literal('SafeInt', parseSafeInt),
  }),
  CurrencyCode: new GraphQLScalarType<string, string>({
    name: 'CurrencyCode',
    serialize: parseCurrency,
    parseValue: parseCurrency,
    parseLiteral: literal('CurrencyCode', parseCurrency),
  }),
  JSON: new GraphQLScalarType({ name: 'JSON', serialize: (value) => value, parseValue: (value) => value }),
};
