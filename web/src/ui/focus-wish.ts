let wished = false;

/** The next page that appears shall take the focus. The first page of a visit must not. */
export function wishForFocus(): void {
  wished = true;
}

export function takeFocusWish(): boolean {
  const was = wished;
  wished = false;
  return was;
}
