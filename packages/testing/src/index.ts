export { eventually } from './eventually.ts';
export { createClient, signIn, type GraphQLAnswer, type TestClient } from './client.ts';
