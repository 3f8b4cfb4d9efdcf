import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { persistedOperationsPlugin } from './build/persisted-operations.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Where `npm run dev` finds a running system. */
const gateway = process.env['COMPTOIR_URL'] ?? 'http://localhost:4000';

/** The gateway serves the second page at /graphiql; so does the development server. */
const graphiqlAddress: Plugin = {
  name: 'graphiql-address',
  configureServer(server) {
    server.middlewares.use((request, _, next) => {
      if (request.url === '/graphiql') request.url = '/graphiql.html';
      next();
    });
  },
};

export default defineConfig({
  root: path('.'),
  plugins: [react(), graphiqlAddress, persistedOperationsPlugin(path('src'))],
  build: {
    outDir: path('dist'),
    emptyOutDir: true,
    rollupOptions: { input: { shop: path('index.html'), graphiql: path('graphiql.html') } },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/graphql': { target: gateway, ws: true },
      ...Object.fromEntries(['/config.json', '/images', '/downloads', '/health'].map((route) => [route, gateway])),
    },
  },
});
