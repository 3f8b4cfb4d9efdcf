import { createBrowserRouter, type RouteObject } from 'react-router';
import { Layout } from './shell/Layout.tsx';
import { RouteFault } from './shell/RouteFault.tsx';
import { wishForFocus } from './ui/focus-wish.ts';
import { PageBones } from './ui/page-bones.tsx';

/** The whole site. Each page is a file of its own, loaded when somebody goes there. */
export const routes: RouteObject[] = [
  {
    Component: Layout,
    HydrateFallback: PageBones,
    errorElement: <RouteFault />,
    children: [
      {
        errorElement: <RouteFault />,
        children: [
          { index: true, lazy: () => import('./features/catalog/pages/product-list-page.tsx') },
          { path: 'products', lazy: () => import('./features/catalog/pages/product-list-page.tsx') },
          { path: 'products/:sku', lazy: () => import('./features/catalog/pages/product-page.tsx') },
          { path: 'cart', lazy: () => import('./features/cart/pages/cart-page.tsx') },
          { path: 'orders', lazy: () => import('./features/sales/pages/order-list-page.tsx') },
          { path: 'orders/:saleId', lazy: () => import('./features/sales/pages/order-page.tsx') },
          { path: 'sagas/:sagaId', lazy: () => import('./features/sagas/pages/saga-page.tsx') },
          { path: 'admin/:part?', lazy: () => import('./features/admin/pages/admin-page.tsx') },
          { path: 'complaints', lazy: () => import('./features/complaints/pages/complaint-list-page.tsx') },
          { path: 'complaints/new', lazy: () => import('./features/complaints/pages/new-complaint-page.tsx') },
          { path: 'complaints/:complaintId', lazy: () => import('./features/complaints/pages/complaint-page.tsx') },
          { path: 'desk', lazy: () => import('./features/complaints/pages/desk-page.tsx') },
          { path: 'notifications', lazy: () => import('./features/notifications/pages/inbox-page.tsx') },
          { path: 'profile', lazy: () => import('./features/users/pages/profile-page.tsx') },
          { path: 'login', lazy: () => import('./features/users/pages/login-page.tsx') },
          { path: 'register', lazy: () => import('./features/users/pages/register-page.tsx') },
          { path: '*', lazy: () => import('./shell/not-found-page.tsx') },
        ],
      },
    ],
  },
];

/** The router; after each change of page (not of filters on a page) the new heading takes the focus. */
export function createRouter(): ReturnType<typeof createBrowserRouter> {
  const router = createBrowserRouter(routes);
  let { pathname } = router.state.location;
  router.subscribe(({ location }) => {
    if (location.pathname !== pathname) wishForFocus();
    pathname = location.pathname;
  });
  return router;
}
