import { announce } from '../../../shared/announce.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useCart } from '../../cart/index.ts';
import type { CartLine } from '../../cart/index.ts';

/** Puts one more into the cart and says so. Sold out is said in place of the button's words, never by colour alone. */
export function AddButton({
  product,
  available,
  label,
}: {
  product: Omit<CartLine, 'quantity'>;
  available: number | null;
  label: 'plus' | 'words';
}) {
  const { cart, add } = useCart();
  const inCart = cart.lines.find(({ productId }) => productId === product.productId)?.quantity ?? 0;
  const out = available !== null && available <= 0;
  const put = () => {
    add(product);
    announce(`${product.name}: ${inCart + 1} in your cart`);
  };
  if (label === 'words')
    return (
      <Button size="lg" onClick={put} disabled={out}>
        <Icon name="basket" />
        {out ? 'Sold out here' : inCart > 0 ? `Add another (${inCart} in cart)` : 'Add to cart'}
      </Button>
    );
  return (
    <Button
      variant={inCart > 0 ? 'solid' : 'outline'}
      onClick={put}
      disabled={out}
      paddingInline={0}
      width="touch"
      borderRadius="pill"
      aria-label={
        out ? `${product.name} is sold out` : `Add ${product.name} to cart${inCart > 0 ? `, ${inCart} in it` : ''}`
      }
    >
      {inCart > 0 ? <span aria-hidden>{inCart}</span> : <Icon name="plus" />}
    </Button>
  );
}
