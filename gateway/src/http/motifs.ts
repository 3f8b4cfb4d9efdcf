export type Palette = { ground: string; shade: string; main: string; dark: string; light: string; accent: string };

/** Draws one thing around the origin, some 60 units each way. */
export type Motif = (palette: Palette) => string;

const loaf: Motif = ({ main, dark, light }) =>
  `<path d="M-58 30c-14-6-16-52 14-56 22-16 66-16 88 0 30 4 28 50 14 56z" fill="${main}"/>` +
  `<path d="M-30-18l10 22M-4-24l8 24M24-22l8 22" stroke="${light}" stroke-width="7" fill="none"/>` +
  `<path d="M-58 30h116v14c0 6-4 10-10 10h-96c-6 0-10-4-10-10z" fill="${dark}"/>`;

const cheese: Motif = ({ main, dark, light, accent }) =>
  `<path d="M-60 8L40-40c14 4 22 22 22 44v4z" fill="${light}"/><path d="M-60 8H62v40H-60z" fill="${main}"/>` +
  `<path d="M-60 8H62" stroke="${dark}" stroke-width="3"/><circle cx="-28" cy="28" r="9" fill="${dark}" opacity=".45"/>` +
  `<circle cx="16" cy="34" r="6" fill="${dark}" opacity=".45"/><circle cx="40" cy="22" r="8" fill="${accent}" opacity=".55"/>`;

const pear: Motif = ({ main, dark, light, accent }) =>
  `<path d="M0-40c16 0 16 20 22 32 22 14 26 62-22 62s-44-48-22-62c6-12 6-32 22-32z" fill="${main}"/>` +
  `<path d="M-14 8c-10 8-12 20-8 30" stroke="${light}" stroke-width="6" fill="none"/>` +
  `<path d="M0-40c0-8 2-14 8-20" stroke="${dark}" stroke-width="5" fill="none"/><path d="M6-50c14-14 32-10 36-2-10 10-26 12-36 2z" fill="${accent}"/>`;

const teapot: Motif = ({ main, dark, light, accent }) =>
  `<path d="M40-10c28-8 34 34-2 36" stroke="${dark}" stroke-width="9" fill="none"/><path d="M-42 2l-24-22" stroke="${main}" stroke-width="12"/>` +
  `<path d="M-44-8C-40-32 40-32 44-8c6 36-8 60-44 60s-50-24-44-60z" fill="${main}"/>` +
  `<path d="M-34-20C-24-34 24-34 34-20z" fill="${dark}"/><circle cx="0" cy="-38" r="7" fill="${accent}"/>` +
  `<path d="M-26 4c-4 12-2 22 4 30" stroke="${light}" stroke-width="6" fill="none"/>`;

const cup: Motif = ({ main, dark, light, accent }) =>
  `<path d="M42-6c26-4 26 36-4 34" stroke="${dark}" stroke-width="9" fill="none"/><path d="M-46-14h92c0 40-12 66-46 66s-46-26-46-66z" fill="${main}"/>` +
  `<ellipse cx="0" cy="-14" rx="46" ry="12" fill="${dark}"/><ellipse cx="0" cy="-12" rx="34" ry="7" fill="${accent}"/>` +
  `<path d="M-14-34c-8-10 8-14 0-26M12-34c-8-10 8-14 0-26" stroke="${light}" stroke-width="5" fill="none"/>`;

const jar: Motif = ({ main, dark, light, accent }) =>
  `<path d="M-38-28c-10 6-10 14-10 22v44c0 10 6 14 14 14h68c8 0 14-4 14-14V-6c0-8 0-16-10-22z" fill="${main}"/>` +
  `<rect x="-40" y="-48" width="80" height="22" rx="6" fill="${dark}"/><rect x="-34" y="-4" width="68" height="34" rx="4" fill="${light}"/>` +
  `<path d="M-18 8h36M-12 18h24" stroke="${accent}" stroke-width="5"/>`;

const sweet: Motif = ({ main, dark, light, accent }) =>
  `<path d="M-34 4l-34-24v48zM34 4l34-24v48z" fill="${accent}"/><circle cx="0" cy="4" r="40" fill="${main}"/>` +
  `<path d="M-20-30c16 22 16 46 4 72M8-36c16 24 16 52 4 76" stroke="${light}" stroke-width="8" fill="none"/>` +
  `<circle cx="0" cy="4" r="40" fill="none" stroke="${dark}" stroke-width="3" opacity=".4"/>`;

const pan: Motif = ({ main, dark, light, accent }) =>
  `<path d="M34 20l40 22" stroke="${dark}" stroke-width="13"/><circle cx="-10" cy="0" r="52" fill="${dark}"/><circle cx="-10" cy="0" r="41" fill="${main}"/>` +
  `<path d="M-38-4c0-24 34-30 44-12 22 2 22 34-4 32-14 12-40 2-40-20z" fill="${light}"/><circle cx="-12" cy="0" r="12" fill="${accent}"/>`;

const plate: Motif = ({ main, dark, light, accent }) =>
  `<circle cx="0" cy="0" r="48" fill="${light}"/><circle cx="0" cy="0" r="48" fill="none" stroke="${main}" stroke-width="7"/>` +
  `<circle cx="0" cy="0" r="28" fill="${main}" opacity=".3"/><circle cx="0" cy="0" r="37" fill="none" stroke="${accent}" stroke-width="2.5" stroke-dasharray="2 8"/>` +
  `<path d="M-66-44v30c0 12-10 12-10 0v-30M-71-14v60M70-46c10 16 10 34 0 40v52" stroke="${dark}" stroke-width="5" fill="none"/>`;

const lamp: Motif = ({ main, dark, light, accent }) =>
  `<path d="M-24-50h48l24 56h-96z" fill="${main}"/><path d="M-14-44l-16 44" stroke="${light}" stroke-width="6"/>` +
  `<path d="M0 6v40" stroke="${dark}" stroke-width="8"/><path d="M-30 52c0-10 60-10 60 0z" fill="${dark}"/><path d="M26 6v18" stroke="${dark}" stroke-width="3"/><circle cx="26" cy="28" r="5" fill="${accent}"/>`;

const plant: Motif = ({ main, dark, light, accent }) =>
  `<path d="M0 16C-4-20-2-40 0-56" stroke="${dark}" stroke-width="5" fill="none"/>` +
  `<path d="M0 0c-40 4-54-20-52-38 28 0 50 10 52 38zM0-14c36 4 50-16 48-36-26 0-46 10-48 36z" fill="${main}"/>` +
  `<path d="M0 0c-14-14-26-22-40-30M0-14c12-12 22-20 36-28" stroke="${light}" stroke-width="3" fill="none"/>` +
  `<path d="M-38 12h76l-9 36c-1 4-4 6-8 6h-42c-4 0-7-2-8-6z" fill="${accent}"/><rect x="-42" y="8" width="84" height="13" rx="4" fill="${dark}"/>`;

const gift: Motif = ({ main, dark, light, accent }) =>
  `<rect x="-48" y="-8" width="96" height="60" rx="4" fill="${main}"/><rect x="-54" y="-22" width="108" height="20" rx="4" fill="${dark}"/>` +
  `<path d="M-9-22H9v74H-9z" fill="${accent}"/><path d="M0-22c-12-34-46-34-40-10 2 8 22 10 40 10zm0 0c12-34 46-34 40-10-2 8-22 10-40 10z" fill="none" stroke="${accent}" stroke-width="7"/>` +
  `<path d="M-36 8v32" stroke="${light}" stroke-width="5"/>`;

/** A parcel: for whatever is sold under a SKU of another form. */
export const NEUTRAL: Motif = ({ main, dark, light }) =>
  `<path d="M-54-20L0-46l54 26v50L0 56l-54-26z" fill="${main}"/><path d="M0 6v50l54-26v-50z" fill="${dark}" opacity=".55"/>` +
  `<path d="M-54-20L0 6l54-26M-27-33L27-7v22" stroke="${light}" stroke-width="5" fill="none"/>`;

/** By the first three letters of a SKU. */
export const MOTIFS: Record<string, Motif | undefined> = {
  BAK: loaf,
  CHE: cheese,
  FRU: pear,
  TEA: teapot,
  COF: cup,
  PAN: jar,
  SWE: sweet,
  KIT: pan,
  TAB: plate,
  HOM: lamp,
  GAR: plant,
  PAP: gift,
};
