/// <reference lib="dom" />
/* global document, HTMLElement, MouseEvent */
// Runs inside the page.

/**
 * Points at, focuses and clicks everything by firing the events that handlers are hidden in. An honest link is not
 * followed; any other address that a click leads to is the page's own doing.
 *
 * @returns {number} how many elements there are
 */
export function provoke() {
  const honest = ["http:", "https:", "mailto:", "tel:"];
  const stay = (/** @type {MouseEvent} */ event) => {
    const link = event.target instanceof HTMLElement ? event.target.closest("a") : null;
    if (link && (honest.includes(link.protocol) || !link.hasAttribute("href"))) event.preventDefault();
  };
  document.addEventListener("click", stay, true);
  const elements = [...document.body.querySelectorAll("*")];
  const events = ["mouseover", "mouseenter", "pointerdown", "focus", "input", "toggle", "animationstart"];
  for (const element of elements) {
    for (const name of events) element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
  return elements.length;
}
