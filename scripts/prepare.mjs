/** Generates and builds what the processes need, for images and for whoever starts them by hand. */
import { build } from './lib/install.mjs';

await build();
